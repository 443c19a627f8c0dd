using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Nuka.Sandbox.Filtering;

/// <summary>
/// Collects instructions of classic BPF as seccomp reads them: 8 bytes each, little-endian: code (2), jump if true (1), jump if false
/// (1), value (4). Source: Documentation/userspace-api/seccomp_filter.rst and include/uapi/linux/filter.h.
/// </summary>
internal sealed class FilterProgram
{
    internal const uint NumberOffset = 0;
    internal const uint ArchitectureOffset = 4;

    private const int InstructionBytes = 8;
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort ReturnValue = 0x06;

    private readonly List<byte[]> instructions = [];

    /// <summary>The lower 32 bits of an argument of the call: the kernel itself looks at no more of an <c>int</c>.</summary>
    internal static uint ArgumentOffset(uint argument) => 16 + (8 * argument);

    internal void Load(uint offset) => Add(LoadWord, 0, 0, offset);

    internal void Return(FilterAction action) => Add(ReturnValue, 0, 0, action.Value);

    /// <summary>Returns an action when the loaded word equals a value; otherwise goes on.</summary>
    internal void ReturnIfEqual(uint value, FilterAction action)
    {
        Add(JumpIfEqual, 0, 1, value);
        Return(action);
    }

    /// <summary>Returns an action unless the loaded word equals a value; otherwise goes on.</summary>
    internal void ReturnUnlessEqual(uint value, FilterAction action)
    {
        Add(JumpIfEqual, 1, 0, value);
        Return(action);
    }

    /// <summary>Returns an action when the loaded word is at least a value; otherwise goes on.</summary>
    internal void ReturnIfAtLeast(uint value, FilterAction action)
    {
        Add(JumpIfAtLeast, 0, 1, value);
        Return(action);
    }

    /// <summary>Returns an action when the loaded word has any of these bits; otherwise goes on.</summary>
    internal void ReturnIfAnyBit(uint bits, FilterAction action)
    {
        Add(JumpIfAnyBit, 0, 1, bits);
        Return(action);
    }

    /// <summary>Runs a part only when the loaded word equals a value; both ways go on behind it.</summary>
    internal void OnlyIfEqual(uint value, FilterProgram part)
    {
        Add(JumpIfEqual, 0, checked((byte)part.instructions.Count), value);
        instructions.AddRange(part.instructions);
    }

    /// <summary>Runs a part unless the loaded word equals a value; both ways go on behind it.</summary>
    internal void UnlessEqual(uint value, FilterProgram part)
    {
        Add(JumpIfEqual, checked((byte)part.instructions.Count), 0, value);
        instructions.AddRange(part.instructions);
    }

    /// <summary>Runs a part only when the loaded word has any of these bits; both ways go on behind it.</summary>
    internal void OnlyIfAnyBit(uint bits, FilterProgram part)
    {
        Add(JumpIfAnyBit, 0, checked((byte)part.instructions.Count), bits);
        instructions.AddRange(part.instructions);
    }

    /// <summary>Splits at a value: below it the first part runs, from it on the second; neither falls through.</summary>
    internal void Split(uint value, FilterProgram below, FilterProgram from)
    {
        // A conditional jump reaches 255 instructions; a longer way needs one that is unconditional.
        int distance = below.instructions.Count;
        if (distance <= byte.MaxValue)
        {
            Add(JumpIfAtLeast, (byte)distance, 0, value);
        }
        else
        {
            const ushort Jump = 0x05;
            Add(JumpIfAtLeast, 0, 1, value);
            Add(Jump, 0, 0, (uint)distance);
        }

        instructions.AddRange(below.instructions);
        instructions.AddRange(from.instructions);
    }

    internal ImmutableArray<byte> ToBytes()
    {
        byte[] bytes = new byte[instructions.Count * InstructionBytes];
        for (int i = 0; i < instructions.Count; i++)
        {
            instructions[i].CopyTo(bytes, i * InstructionBytes);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }

    private void Add(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        byte[] instruction = new byte[InstructionBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(instruction, code);
        instruction[2] = ifTrue;
        instruction[3] = ifFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(instruction.AsSpan(4), value);
        instructions.Add(instruction);
    }
}
