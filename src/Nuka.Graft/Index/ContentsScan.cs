using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Graft.Index;

/// <summary>Reads fetched Contents files from end to end, for the rare questions that the compiled index does not answer.</summary>
public static class ContentsScan
{
    /// <summary>The packages that hold a path of any kind.</summary>
    /// <param name="contents">The text, unpacked.</param>
    /// <param name="path">The absolute path.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static IReadOnlyList<string> FindPath(Stream contents, string path, CancellationToken cancellationToken)
    {
        string merged = ContentsIndex.MergedPath(path.TrimStart('/'));
        byte[] wanted = Encoding.UTF8.GetBytes(merged);
        byte[] unmerged = Encoding.UTF8.GetBytes(merged.StartsWith("usr/", StringComparison.Ordinal) ? merged[4..] : merged);
        SortedSet<string> found = new(StringComparer.Ordinal);
        Scan(contents, (file, packages) =>
        {
            if (file.SequenceEqual(wanted) || file.SequenceEqual(unmerged))
            {
                found.UnionWith(Names(packages));
            }
        }, cancellationToken);
        return [.. found];
    }

    /// <summary>The paths that a package holds, for people, in the order of the archive.</summary>
    /// <param name="contents">The text, unpacked.</param>
    /// <param name="package">The package's exact name.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static IReadOnlyList<string> FindFiles(Stream contents, string package, CancellationToken cancellationToken)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(package);
        List<string> found = [];
        Scan(contents, (file, packages) =>
        {
            if (packages.IndexOf(wanted) >= 0 && Names(packages).Contains(package))
            {
                found.Add(FileName.Display(file));
            }
        }, cancellationToken);
        return found;
    }

    private static IEnumerable<string> Names(ReadOnlySpan<byte> packages) =>
        Encoding.UTF8.GetString(packages).Split(',').Select(name => name[(name.LastIndexOf('/') + 1)..]);

    private static void Scan(Stream contents, Action<ReadOnlySpan<byte>, ReadOnlySpan<byte>> visit, CancellationToken cancellationToken)
    {
        ContentsLineReader reader = new(contents);
        long number = 0;
        while (reader.TryRead(out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> packages))
        {
            if ((++number & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            visit(path, packages);
        }
    }
}
