using System.Collections.Immutable;

namespace Nuka.Formats.Elf;

/// <summary>
/// What the dynamic loader reads of an ELF file: which machine it is for, its interpreter, the libraries it needs, its own name
/// and where it searches. Both word sizes and byte orders. Source: System V ABI, gABI 4.1, chapters "ELF Header", "Program
/// Header" and "Dynamic Section".
/// </summary>
public sealed record ElfFile
{
    /// <summary>The type of file.</summary>
    public required ElfKind Kind { get; init; }

    /// <summary>Whether addresses have 64 bits.</summary>
    public required bool Is64Bit { get; init; }

    /// <summary>The machine (e_machine): 62 is x86-64, 183 is AArch64, 3 is i386.</summary>
    public required int Machine { get; init; }

    /// <summary>The program that loads it (PT_INTERP); <see langword="null"/> for libraries and static executables.</summary>
    public string? Interpreter { get; init; }

    /// <summary>The sonames it needs (DT_NEEDED), in order.</summary>
    public ImmutableArray<string> Needed { get; init; } = [];

    /// <summary>Its own soname (DT_SONAME).</summary>
    public string? SoName { get; init; }

    /// <summary>Where it searches for libraries (DT_RUNPATH, else DT_RPATH), unexpanded, in order.</summary>
    public ImmutableArray<string> SearchPaths { get; init; } = [];

    /// <summary>Whether it has a dynamic section at all.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>Whether bytes begin as an ELF file does.</summary>
    /// <param name="file">The first bytes.</param>
    public static bool IsElf(ReadOnlySpan<byte> file) => file.StartsWith("\u007fELF"u8);

    /// <summary>Reads an ELF file.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>
    /// What it says; <see langword="null"/> if it is no ELF file, if what it says points outside of it or of the table that it belongs to, or if
    /// there is more of it than <see cref="ElfLimits"/> allow. Nothing of a damaged file is believed, not even what could be read.
    /// </returns>
    public static ElfFile? TryRead(ReadOnlySpan<byte> file)
    {
        if (!IsElf(file) || file.Length < 52 || file[4] is not (1 or 2) || file[5] is not (1 or 2))
        {
            return null;
        }

        return new ElfReader(file, is64Bit: file[4] == 2, isLittleEndian: file[5] == 1).Read();
    }
}
