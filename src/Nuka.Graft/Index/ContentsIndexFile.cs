using System.Text;

namespace Nuka.Graft.Index;

/// <summary>One compiled Contents file. Format: specs/package-index.md, "contents".</summary>
internal sealed class ContentsIndexFile : IDisposable
{
    private const int RowsSection = 0;
    private const int TextSection = 1;
    private const int KeyTableSection = 2;
    private const int SectionCount = 3;

    private readonly IndexFile file;

    private ContentsIndexFile(IndexFile file)
    {
        this.file = file;
        Count = file.SectionLength(RowsSection) / ContentsRow.Size;
    }

    internal static ReadOnlySpan<byte> Magic => "NUKACNT1"u8;

    internal long Count { get; }

    internal static bool IsSound(string path) => IndexFile.IsSound(path, Magic, SectionCount);

    internal static ContentsIndexFile Open(string path) => new(IndexFile.Open(path, Magic, SectionCount));

    public void Dispose() => file.Dispose();

    /// <summary>Adds the rows of a kind and key.</summary>
    internal void Find(ContentsKind kind, ReadOnlySpan<byte> key, List<ContentsMatch> found)
    {
        foreach (uint first in KeyTable.Candidates(file, KeyTableSection, KeyTable.Hash(key, (uint)kind)))
        {
            if (!IsRow(first, kind, key))
            {
                continue;
            }

            for (long row = first; row < Count && IsRow(row, kind, key); row++)
            {
                found.Add(Read(row, kind));
            }

            return;
        }
    }

    private bool IsRow(long row, ContentsKind kind, ReadOnlySpan<byte> key) =>
        Number(row, 16) == (uint)kind && file.ReadText(TextSection, Number(row, 0)).SequenceEqual(key);

    private uint Number(long row, int offset) => file.ReadNumber(RowsSection, (row * ContentsRow.Size) + offset);

    private ContentsMatch Read(long row, ContentsKind kind)
    {
        ReadOnlySpan<byte> directory = file.ReadText(TextSection, Number(row, 4));
        ReadOnlySpan<byte> name = file.ReadText(TextSection, Number(row, 8));
        byte[] path = new byte[directory.Length + (directory.IsEmpty ? 0 : 1) + name.Length];
        directory.CopyTo(path);
        path[Math.Max(0, path.Length - name.Length - 1)] = (byte)'/';
        name.CopyTo(path.AsSpan(path.Length - name.Length));
        string packages = Encoding.UTF8.GetString(file.ReadText(TextSection, Number(row, 12)));
        return new ContentsMatch(path, kind, [.. packages.Split(',')]);
    }
}
