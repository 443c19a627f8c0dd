namespace Nuka.Build.Outputs.Instructions;

/// <summary>One instruction, as far as its length and its set go.</summary>
internal readonly record struct X86Instruction
{
    /// <summary>Its length with all prefixes, 1 to 15.</summary>
    internal required int LengthBytes { get; init; }

    /// <summary>How it is encoded.</summary>
    internal required X86Encoding Encoding { get; init; }

    /// <summary>The opcode map.</summary>
    internal required int Map { get; init; }

    /// <summary>The opcode.</summary>
    internal required byte Opcode { get; init; }

    /// <summary>The mandatory prefix: 0 none, 1 for 66, 2 for F3, 3 for F2.</summary>
    internal required int Prefix { get; init; }

    /// <summary>Whether its operands are 64 bits wide, or what else the bit W says.</summary>
    internal required bool IsWide { get; init; }

    /// <summary>The byte ModRM; 0 where it has none.</summary>
    internal byte ModRm { get; init; }

    /// <summary>How far behind its own end the address lies that it names relative to that end; none if it names none.</summary>
    internal int? RelativeAddress { get; init; }

    /// <summary>The set that it belongs to.</summary>
    internal InstructionSet Set => InstructionSets.Of(this);

    /// <summary>Whether it asks the processor what it can do.</summary>
    internal bool IsCpuId => Encoding == X86Encoding.Legacy && Map == 1 && Opcode == 0xA2;

    /// <summary>Whether it computes an address (LEA), and nothing else.</summary>
    internal bool IsAddress => Encoding == X86Encoding.Legacy && Map == 0 && Opcode == 0x8D;
}
