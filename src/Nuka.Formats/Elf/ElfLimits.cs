namespace Nuka.Formats.Elf;

/// <summary>The limits of reading ELF files, each with its reason: a file may come from anywhere.</summary>
public static class ElfLimits
{
    /// <summary>Program headers: the largest programs have about 20; the format allows 65 535.</summary>
    public const int ProgramHeaders = 1024;

    /// <summary>Entries of the dynamic section: the largest libraries have under 200.</summary>
    public const int DynamicEntries = 16384;

    /// <summary>Bytes of one string: names of libraries and search paths are shorter than a path may be.</summary>
    public const int StringBytes = 65536;

    /// <summary>Bytes that a file may grow by for another search path: its zero-filled memory and its string table, mostly some kilobytes.</summary>
    public const int AddedBytes = 128 << 20;
}
