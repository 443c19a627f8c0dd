using System.Buffers.Binary;

namespace Nuka.Formats.Elf;

/// <summary>The numbers of an ELF file, in its own word size and byte order. Whoever reads one has checked that it lies inside of the file.</summary>
internal readonly ref struct ElfFields
{
    private ElfFields(ReadOnlySpan<byte> file)
    {
        File = file;
        Is64Bit = file[4] == 2;
        IsLittleEndian = file[5] == 1;
    }

    internal ReadOnlySpan<byte> File { get; }

    internal bool Is64Bit { get; }

    internal bool IsLittleEndian { get; }

    /// <summary>Opens a file whose header is whole.</summary>
    internal static bool TryOpen(ReadOnlySpan<byte> file, out ElfFields fields)
    {
        fields = default;
        if (!ElfFile.IsElf(file) || file.Length < 52 || file[4] is not (1 or 2) || file[5] is not (1 or 2) || (file[4] == 2 && file.Length < 64))
        {
            return false;
        }

        fields = new ElfFields(file);
        return true;
    }

    internal bool IsInside(ulong offset, ulong size) => offset <= (ulong)File.Length && size <= (ulong)File.Length - offset;

    internal int Short(int at) => IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(File[at..]) : BinaryPrimitives.ReadUInt16BigEndian(File[at..]);

    internal uint Int(int at) => IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(File[at..]) : BinaryPrimitives.ReadUInt32BigEndian(File[at..]);

    /// <summary>A number of the file's word size.</summary>
    internal ulong Word(int at) => !Is64Bit ? Int(at)
        : IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(File[at..]) : BinaryPrimitives.ReadUInt64BigEndian(File[at..]);
}
