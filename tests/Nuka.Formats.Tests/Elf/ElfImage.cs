using System.Buffers.Binary;
using System.Text;

namespace Nuka.Formats.Tests.Elf;

/// <summary>A small dynamic library, written field by field, so that each can be wrong. As it is made, it is right.</summary>
internal sealed record ElfImage
{
    internal const ulong Needed = 1;
    internal const ulong StringTable = 5;
    internal const ulong StringSize = 10;
    internal const ulong SoName = 14;
    internal const ulong RunPath = 29;

    private const int TableAt = 64;
    private const int Headers = 3;

    /// <summary>What the strings are: the offsets of <c>liba.so</c>, <c>libb.so</c> and <c>/opt/lib</c> are 1, 9 and 17.</summary>
    internal const string Strings = "\0liba.so\0libb.so\0/opt/lib\0";

    internal static ulong StringsAt => TableAt + (Headers * 56);

    internal static ulong DynamicAt => StringsAt + 32;

    internal (ulong Tag, ulong Value)[] Entries { get; init; } =
        [(Needed, 1), (SoName, 9), (RunPath, 17), (StringTable, StringsAt), (StringSize, (ulong)Strings.Length), (0, 0)];

    /// <summary>The segment that is loaded: the whole file, at address 0 as in every library.</summary>
    internal (ulong Offset, ulong Address, ulong Size)? Loaded { get; init; }

    internal (ulong Offset, ulong Size)? Dynamic { get; init; }

    internal (ulong Offset, ulong Size)? Interpreter { get; init; }

    internal ulong HeadersAt { get; init; } = TableAt;

    internal int HeaderCount { get; init; } = Headers;

    internal int HeaderSize { get; init; } = 56;

    internal byte[] Write()
    {
        byte[] file = new byte[(int)DynamicAt + (Entries.Length * 16)];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        Put(file, 16, 3, 2);
        Put(file, 18, 62, 2);
        Put(file, 32, HeadersAt, 8);
        Put(file, 54, (ulong)HeaderSize, 2);
        Put(file, 56, (ulong)HeaderCount, 2);
        (ulong offset, ulong address, ulong size) = Loaded ?? (0, 0, (ulong)file.Length);
        PutHeader(file, 0, 1, offset, address, size);
        (ulong tableOffset, ulong tableSize) = Dynamic ?? (DynamicAt, (ulong)Entries.Length * 16);
        PutHeader(file, 1, 2, tableOffset, tableOffset, tableSize);
        if (Interpreter is { } interpreter)
        {
            PutHeader(file, 2, 3, interpreter.Offset, interpreter.Offset, interpreter.Size);
        }

        Encoding.ASCII.GetBytes(Strings).CopyTo(file, (int)StringsAt);
        for (int index = 0; index < Entries.Length; index++)
        {
            Put(file, (int)DynamicAt + (index * 16), Entries[index].Tag, 8);
            Put(file, (int)DynamicAt + (index * 16) + 8, Entries[index].Value, 8);
        }

        return file;
    }

    private static void PutHeader(byte[] file, int index, uint kind, ulong offset, ulong address, ulong size)
    {
        int at = TableAt + (index * 56);
        Put(file, at, kind, 4);
        Put(file, at + 8, offset, 8);
        Put(file, at + 16, address, 8);
        Put(file, at + 32, size, 8);
    }

    private static void Put(byte[] file, int at, ulong value, int size)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes.AsSpan(0, size).CopyTo(file.AsSpan(at));
    }
}
