namespace Nuka.Formats.Elf;

/// <summary>The kinds of sections that nuka looks at (sh_type). Source: gABI 4.1, chapter "Sections".</summary>
public static class ElfSectionKind
{
    /// <summary>Holds what the program defines: code, data, debugging information.</summary>
    public const uint Content = 1;

    /// <summary>Holds the symbols for linking.</summary>
    public const uint Symbols = 2;

    /// <summary>Holds strings.</summary>
    public const uint Strings = 3;

    /// <summary>Holds notes.</summary>
    public const uint Note = 7;

    /// <summary>Takes memory and nothing of the file.</summary>
    public const uint Unstored = 8;

    /// <summary>Holds the symbols for loading.</summary>
    public const uint LoadedSymbols = 11;
}
