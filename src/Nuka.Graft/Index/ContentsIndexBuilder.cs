using System.Runtime.InteropServices;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>Compiles a Contents file: keeps the paths that discovery asks for, under the keys it asks by.</summary>
public sealed class ContentsIndexBuilder
{
    private readonly TextHeap texts = new();
    private readonly List<ContentsRow> rows = [];
    private readonly byte[] scratch = new byte[IndexLimits.ContentsLineSizeLimit * 4];
    private readonly byte[] packageList = new byte[IndexLimits.ContentsLineSizeLimit * 2];

    private ContentsIndexBuilder()
    {
    }

    /// <summary>Compiles the text of a Contents file to an index file.</summary>
    /// <param name="contents">The text, unpacked; its bytes must have been verified.</param>
    /// <param name="path">The index file to write; it appears whole or not at all.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <returns>How many paths were kept.</returns>
    /// <exception cref="NukaException"><c>graft/index-too-large</c>.</exception>
    public static int Build(Stream contents, string path, CancellationToken cancellationToken)
    {
        ContentsIndexBuilder builder = new();
        ContentsLineReader reader = new(contents);
        long number = 0;
        while (reader.TryRead(out ReadOnlySpan<byte> file, out ReadOnlySpan<byte> packages))
        {
            if ((++number & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            builder.Add(file, packages);
        }

        builder.Write(path);
        return builder.rows.Count;
    }

    private void Add(ReadOnlySpan<byte> path, ReadOnlySpan<byte> packages)
    {
        ContentsKind kind = ContentsClassifier.Classify(path, scratch, out ReadOnlySpan<byte> key);
        if (kind == ContentsKind.Other)
        {
            return;
        }

        if (rows.Count == IndexLimits.ContentsRowCountLimit)
        {
            throw new Problem("graft/index-too-large", $"a list of contents has more than {IndexLimits.ContentsRowCountLimit} paths to keep").ToException();
        }

        int slash = path.LastIndexOf((byte)'/');
        uint name = texts.Intern(path[(slash + 1)..]);
        rows.Add(new ContentsRow(
            texts.Intern(key), slash < 0 ? 0 : texts.Intern(path[..slash]), name, texts.Intern(StripSections(packages)), kind));
    }

    /// <summary>The names without the sections before them: <c>libs/libfoo,admin/bar</c> becomes <c>libfoo,bar</c>.</summary>
    private ReadOnlySpan<byte> StripSections(ReadOnlySpan<byte> packages)
    {
        int length = 0;
        foreach (Range range in packages.Split((byte)','))
        {
            ReadOnlySpan<byte> name = packages[range];
            name = name[(name.LastIndexOf((byte)'/') + 1)..];
            if (length > 0)
            {
                packageList[length++] = (byte)',';
            }

            name.CopyTo(packageList.AsSpan(length));
            length += name.Length;
        }

        return packageList.AsSpan(0, length);
    }

    private void Write(string path)
    {
        CollectionsMarshal.AsSpan(rows).Sort(Compare);
        byte[] table = new byte[(long)rows.Count * ContentsRow.Size];
        List<(uint, uint)> keys = [];
        for (int index = 0; index < rows.Count; index++)
        {
            ContentsRow row = rows[index];
            row.Write(table.AsSpan(index * ContentsRow.Size, ContentsRow.Size));
            if (index == 0 || rows[index - 1].Key != row.Key || rows[index - 1].Kind != row.Kind)
            {
                keys.Add((KeyTable.Hash(texts.Read(row.Key), (uint)row.Kind), (uint)index));
            }
        }

        IndexFileWriter.Write(path, ContentsIndexFile.Magic, table, texts.Bytes, KeyTable.Build(keys));
    }

    private int Compare(ContentsRow left, ContentsRow right)
    {
        int order = left.Kind.CompareTo(right.Kind);
        order = order != 0 ? order : CompareText(left.Key, right.Key);
        order = order != 0 ? order : CompareText(left.Directory, right.Directory);
        return order != 0 ? order : CompareText(left.Packages, right.Packages);
    }

    private int CompareText(uint left, uint right) => left == right ? 0 : texts.Read(left).SequenceCompareTo(texts.Read(right));
}
