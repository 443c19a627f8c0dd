namespace Nuka.Formats.Elf;

/// <summary>A function that an ELF file names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsResolver">Whether it is asked at load time which function the name stands for (STT_GNU_IFUNC).</param>
/// <param name="Address">Where it begins: in memory, or in an object in its section.</param>
/// <param name="SizeBytes">Its length; 0 if nobody says.</param>
/// <param name="Section">The index of its section.</param>
public sealed record ElfFunction(string Name, bool IsResolver, ulong Address, ulong SizeBytes, int Section);
