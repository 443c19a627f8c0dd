using System.Buffers.Binary;

namespace Nuka.Sandbox.Tests.Filtering;

/// <summary>
/// Executes a filter as the kernel does: classic BPF over the record of a system call. It knows only what filters use and refuses the rest.
/// </summary>
internal static class FilterMachine
{
    internal const uint Native = 0xC000003E;

    internal static uint Run(ReadOnlySpan<byte> program, uint number, uint architecture = Native, params ReadOnlySpan<ulong> arguments)
    {
        byte[] record = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(record, number);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), architecture);
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(16 + (8 * i)), arguments[i]);
        }

        uint accumulator = 0;
        int at = 0;
        while (true)
        {
            ReadOnlySpan<byte> instruction = program.Slice(8 * at, 8);
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            at++;
            bool? condition = BinaryPrimitives.ReadUInt16LittleEndian(instruction) switch
            {
                0x15 => accumulator == value,
                0x35 => accumulator >= value,
                0x45 => (accumulator & value) != 0,
                _ => null,
            };
            if (condition is bool taken)
            {
                at += instruction[taken ? 2 : 3];
                continue;
            }

            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20: accumulator = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan((int)value)); break;
                case 0x05: at += (int)value; break;
                case 0x06: return value;
                default: throw new InvalidOperationException("a filter uses an instruction that this machine does not know");
            }
        }
    }
}
