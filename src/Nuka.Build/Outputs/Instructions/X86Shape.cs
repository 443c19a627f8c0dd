namespace Nuka.Build.Outputs.Instructions;

/// <summary>What follows an opcode.</summary>
[Flags]
internal enum X86Shape
{
    /// <summary>Nothing.</summary>
    Plain = 0,

    /// <summary>ModRM, and what it asks for.</summary>
    ModRm = 1,

    /// <summary>A ModRM that names registers only, whatever it says (moves of control registers).</summary>
    Registers = 2,

    /// <summary>8 bits.</summary>
    Byte = 4,

    /// <summary>16 bits.</summary>
    Word = 8,

    /// <summary>16 bits by the operand-size prefix, else 32.</summary>
    Operand = 16,

    /// <summary>As <see cref="Operand"/>, 64 bits by REX.W.</summary>
    Wide = 32,

    /// <summary>An address: 64 bits, 32 by the address-size prefix.</summary>
    Address = 64,

    /// <summary>What else follows does so only for the first two values of ModRM's register field (TEST in group 3).</summary>
    TestOnly = 128,

    /// <summary>32 bits, whatever the prefixes say.</summary>
    Long = 256,

    /// <summary>No instruction in 64-bit mode.</summary>
    Invalid = 512,
}
