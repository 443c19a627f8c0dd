using System.Text;
using Nuka.Graft.Unpack;

namespace Nuka.Graft.Private;

/// <summary>
/// Where the files of packages stand that have a directory of their own: <c>usr/X</c> stands at <c>PREFIX/X</c>, anything else <c>Y</c> at <c>PREFIX/Y</c>.
/// Links and search paths keep their meaning: what led to a place that these packages have leads to it where it stands now, anything else
/// to the root. Paths are bytes, kept as Latin-1 text.
/// </summary>
/// <param name="prefix">The directory: <c>opt/NAME</c>.</param>
/// <param name="paths">Every path of the packages before, each with whether it is a link.</param>
internal sealed class PrivatePlace(string prefix, IReadOnlyDictionary<string, bool> paths)
{
    private static readonly string[] OriginWords = ["$ORIGIN", "${ORIGIN}"];

    private readonly string[] libraryDirectories =
    [
        .. paths.Keys.Where(path => IsLibrary(path)).Select(DirectoryOf).Where(IsSearched).Distinct()
            .OrderBy(path => path.Contains("-linux-", StringComparison.Ordinal) ? 0 : 1).ThenBy(path => path, StringComparer.Ordinal),
    ];

    /// <summary>Where a path stands now.</summary>
    internal string Map(string path) => path == "usr" ? prefix : $"{prefix}/{(path.StartsWith("usr/", StringComparison.Ordinal) ? path["usr/".Length..] : path)}";

    /// <summary>What a link must say to lead where it led.</summary>
    /// <param name="path">The link's path before.</param>
    /// <param name="target">What it said.</param>
    internal string Link(string path, string target)
    {
        string resolved = Text(PackagePath.ResolveText(Bytes(path), Bytes(target)));
        return IsOurs(resolved) ? Relative(DirectoryOf(Map(path)), Map(resolved)) : "/" + resolved;
    }

    /// <summary>The search path of an ELF file; empty if the packages have no libraries and it had none.</summary>
    /// <param name="path">The file's path before.</param>
    /// <param name="before">Where it searched.</param>
    internal string SearchPath(string path, IEnumerable<string> before)
    {
        string[] moved = [.. before.Select(entry => Move(path, entry))];
        IEnumerable<string> all = moved.Where(IsOrigin).Concat(libraryDirectories.Select(directory => Origin(path, directory))).Concat(moved.Where(entry => !IsOrigin(entry)));
        return string.Join(':', all.Distinct());
    }

    private string Move(string path, string entry)
    {
        string? word = Array.Find(OriginWords, word => entry.StartsWith(word, StringComparison.Ordinal));
        string target = word is null ? entry : "." + entry[word.Length..];
        if (target.Contains('$', StringComparison.Ordinal) || (word is null && !entry.StartsWith('/')))
        {
            return entry;
        }

        string resolved = Text(PackagePath.ResolveText(Bytes(path), Bytes(target)));
        return IsOurs(resolved) ? Origin(path, resolved) : "/" + resolved;
    }

    private string Origin(string path, string directory)
    {
        string relative = Relative(DirectoryOf(Map(path)), Map(directory));
        return relative == "." ? "$ORIGIN" : $"$ORIGIN/{relative}";
    }

    /// <summary>Whether the packages have a path, or a link that leads on to it.</summary>
    private bool IsOurs(string path)
    {
        if (paths.ContainsKey(path))
        {
            return true;
        }

        for (string above = DirectoryOf(path); above.Length > 0; above = DirectoryOf(above))
        {
            if (paths.TryGetValue(above, out bool isLink))
            {
                return isLink;
            }
        }

        return false;
    }

    private static string Relative(string from, string to)
    {
        string[] start = from.Split('/');
        string[] end = to.Split('/');
        int same = start.Zip(end).TakeWhile(pair => pair.First == pair.Second).Count();
        string[] words = [.. Enumerable.Repeat("..", start.Length - same), .. end[same..]];
        return words.Length == 0 ? "." : string.Join('/', words);
    }

    private static bool IsOrigin(string entry) => entry.StartsWith("$ORIGIN", StringComparison.Ordinal);

    private static bool IsLibrary(string path) => path[(path.LastIndexOf('/') + 1)..].IndexOf(".so", StringComparison.Ordinal) > 0;

    // What the dynamic loader searches without being told (ld.so(8), and Debian's multiarch layout); plugins lie deeper.
    private static bool IsSearched(string directory) => directory is "usr/lib" or "usr/lib64" or "usr/lib32" or "usr/libx32" or "usr/local/lib"
        || (directory.StartsWith("usr/lib/", StringComparison.Ordinal) && directory.IndexOf('/', "usr/lib/".Length) < 0
            && directory.Contains("-linux-", StringComparison.Ordinal));

    private static string DirectoryOf(string path) => path.LastIndexOf('/') is > 0 and int slash ? path[..slash] : string.Empty;

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
