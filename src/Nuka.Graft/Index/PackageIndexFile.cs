using System.Buffers.Binary;
using System.Text;

namespace Nuka.Graft.Index;

/// <summary>One compiled Packages file. Format: specs/package-index.md, "packages".</summary>
internal sealed class PackageIndexFile : IDisposable
{
    internal const int RowsSection = 0;
    internal const int TextSection = 1;
    internal const int NameTable = 2;
    internal const int ProvidedSection = 3;
    internal const int ProvidedTable = 4;
    internal const int DigestTable = 5;

    private const int SectionCount = 6;

    private readonly IndexFile file;

    private PackageIndexFile(IndexFile file)
    {
        this.file = file;
        Count = (int)(file.SectionLength(RowsSection) / PackageRow.Size);
    }

    internal static ReadOnlySpan<byte> Magic => "NUKAPKG1"u8;

    internal int Count { get; }

    internal static bool IsSound(string path) => IndexFile.IsSound(path, Magic, SectionCount);

    internal static PackageIndexFile Open(string path) => new(IndexFile.Open(path, Magic, SectionCount));

    public void Dispose() => file.Dispose();

    /// <summary>The rows of packages with a name: first and count; count 0 if there is none.</summary>
    internal (uint First, int Count) FindName(ReadOnlySpan<byte> name)
    {
        foreach (uint row in KeyTable.Candidates(file, NameTable, KeyTable.Hash(name)))
        {
            if (Text(row, PackageField.Package).SequenceEqual(name))
            {
                int count = 1;
                while (row + count < Count && Text((uint)(row + count), PackageField.Package).SequenceEqual(name))
                {
                    count++;
                }

                return (row, count);
            }
        }

        return (0, 0);
    }

    /// <summary>The names that begin with some bytes, each once and in order: rows are sorted by name.</summary>
    internal IEnumerable<string> NamesFrom(byte[] prefix)
    {
        for (uint row = FirstRowFrom(prefix); row < Count && Text(row, PackageField.Package).StartsWith(prefix); row++)
        {
            if (row == 0 || !Text(row - 1, PackageField.Package).SequenceEqual(Text(row, PackageField.Package)))
            {
                yield return Encoding.UTF8.GetString(Text(row, PackageField.Package));
            }
        }
    }

    /// <summary>Adds the packages that provide a name: their rows and the versions they provide it at (empty: none).</summary>
    internal void FindProviders(ReadOnlySpan<byte> name, List<(uint Row, string Version)> providers)
    {
        long total = file.SectionLength(ProvidedSection) / ProvidedName.Size;
        foreach (uint first in KeyTable.Candidates(file, ProvidedTable, KeyTable.Hash(name)))
        {
            for (long index = first; index < total; index++)
            {
                long offset = index * ProvidedName.Size;
                if (!file.ReadText(TextSection, file.ReadNumber(ProvidedSection, offset)).SequenceEqual(name))
                {
                    break;
                }

                string version = Encoding.UTF8.GetString(file.ReadText(TextSection, file.ReadNumber(ProvidedSection, offset + 4)));
                providers.Add((file.ReadNumber(ProvidedSection, offset + 8), version));
            }

            if (providers.Count > 0)
            {
                return;
            }
        }
    }

    /// <summary>The first row whose name is not below some bytes.</summary>
    private uint FirstRowFrom(ReadOnlySpan<byte> bytes)
    {
        (uint low, uint high) = (0, (uint)Count);
        while (low < high)
        {
            uint middle = low + ((high - low) / 2);
            (low, high) = Text(middle, PackageField.Package).SequenceCompareTo(bytes) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The first row whose file has a digest, or -1.</summary>
    internal long FindDigest(ReadOnlySpan<byte> sha256)
    {
        foreach (uint row in KeyTable.Candidates(file, DigestTable, BinaryPrimitives.ReadUInt32LittleEndian(sha256)))
        {
            if (Digest(row).SequenceEqual(sha256))
            {
                return row;
            }
        }

        return -1;
    }

    internal ReadOnlySpan<byte> Text(uint row, PackageField field) =>
        file.ReadText(TextSection, file.ReadNumber(RowsSection, ((long)row * PackageRow.Size) + ((int)field * 4)));

    internal uint Flags(uint row) => file.ReadNumber(RowsSection, ((long)row * PackageRow.Size) + PackageRow.FlagsOffset);

    internal long Number(uint row, int offset) =>
        BinaryPrimitives.ReadInt64LittleEndian(file.Read(RowsSection, ((long)row * PackageRow.Size) + offset, 8));

    internal ReadOnlySpan<byte> Digest(uint row) => file.Read(RowsSection, ((long)row * PackageRow.Size) + PackageRow.Sha256Offset, 32);
}
