namespace Nuka.Formats.Elf;

/// <summary>The limits of reading ELF files, each with its reason: a file may come from anywhere.</summary>
public static class ElfLimits
{
    /// <summary>Program headers: the largest programs have about 20; the format allows 65 535.</summary>
    public const int ProgramHeaders = 1024;

    /// <summary>Sections: an object with one for each function has tens of thousands, and each costs memory.</summary>
    public const int Sections = 1_000_000;

    /// <summary>Bytes of all names of sections together: they may overlap, so that a small table gives many long names.</summary>
    public const long SectionNameBytes = 256L << 20;

    /// <summary>Symbols of one table: the largest programs have about a million.</summary>
    public const int Symbols = 10_000_000;

    /// <summary>Entries of the dynamic section: the largest libraries have under 200.</summary>
    public const int DynamicEntries = 16384;

    /// <summary>Names in a dynamic section, mostly of needed libraries: the largest programs have under 200, and each may be the same long string.</summary>
    public const int Names = 1024;

    /// <summary>Bytes of one name: PATH_MAX of Linux, for libraries may be named by their path.</summary>
    public const int NameBytes = 4096;

    /// <summary>Bytes of one search path, which lists many.</summary>
    public const int SearchPathBytes = 65536;

    /// <summary>Bytes that a file may grow by for another search path: its zero-filled memory and its string table, mostly some kilobytes.</summary>
    public const int AddedBytes = 128 << 20;
}
