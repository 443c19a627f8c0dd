namespace Nuka.Build.Outputs.Instructions;

/// <summary>How an instruction says which opcode map, operand width and mandatory prefix it has.</summary>
internal enum X86Encoding
{
    /// <summary>By prefixes of one byte and the escapes 0F, 0F 38, 0F 3A.</summary>
    Legacy,

    /// <summary>By C4 or C5.</summary>
    Vex,

    /// <summary>By 62.</summary>
    Evex,

    /// <summary>By 8F, of AMD.</summary>
    Xop,
}
