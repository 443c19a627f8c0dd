namespace Nuka.Build.Outputs.Strip;

/// <summary>What is taken out of a file.</summary>
internal enum StripKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Debugging information and every symbol that the dynamic loader does not use.</summary>
    Program,

    /// <summary>The same, but no symbol that a relocation needs.</summary>
    Library,

    /// <summary>Debugging information only: the symbols are what a linker needs.</summary>
    Object,
}
