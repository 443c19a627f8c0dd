namespace Nuka.Formats.Elf;

/// <summary>One section of an ELF file. Source: gABI 4.1, chapter "Sections".</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds (sh_type): one of <see cref="ElfSectionKind"/>, or another number.</param>
/// <param name="Flags">Its flags (sh_flags).</param>
/// <param name="Address">Where it comes to lie in memory.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="SizeBytes">Its length; in the file it has none if its kind is <see cref="ElfSectionKind.Unstored"/>.</param>
/// <param name="Link">The section that it belongs with (sh_link).</param>
public sealed record ElfSection(string Name, uint Kind, ulong Flags, ulong Address, ulong Offset, ulong SizeBytes, int Link)
{
    private const ulong AllocatedFlag = 2;
    private const ulong CodeFlag = 4;

    /// <summary>Whether it is in memory while the program runs (SHF_ALLOC).</summary>
    public bool IsLoaded => (Flags & AllocatedFlag) != 0;

    /// <summary>Whether it holds instructions (SHF_EXECINSTR).</summary>
    public bool IsCode => (Flags & CodeFlag) != 0;

    /// <summary>Its bytes in the file.</summary>
    /// <param name="file">The file that it was read from.</param>
    public ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> file) => Kind is ElfSectionKind.Unstored or 0 ? [] : file.Slice((int)Offset, (int)SizeBytes);
}
