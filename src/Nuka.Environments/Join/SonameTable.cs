using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Elf;
using Nuka.Store;

namespace Nuka.Environments.Join;

/// <summary>
/// Which sonames a tree offers in the directories that the dynamic loader searches by itself. Finding them means reading every
/// library, so the answer is kept as a fact beside the tree.
/// </summary>
/// <param name="Rows">Soname and path, in the order of paths.</param>
public sealed record SonameTable(ImmutableArray<(string SoName, string Path)> Rows)
{
    private const string FactTable = "sonames-v1";
    private const int LibrarySizeLimitBytes = 1 << 30;

    /// <summary>The directories, below the root, that ld.so searches without being told: ld.so(8), and Debian's multiarch layout.</summary>
    public static ImmutableArray<string> SearchedDirectories { get; } =
        ["usr/lib", "usr/lib64", "usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/local/lib"];

    /// <summary>Finds a tree's sonames.</summary>
    /// <param name="store">The store that has the tree.</param>
    /// <param name="tree">The tree's digest.</param>
    /// <exception cref="Nuka.Platform.Errors.NukaException">The store has not all of the tree.</exception>
    public static SonameTable Of(ContentStore store, Digest tree)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.TryGetFact(FactTable, tree.ToArray(), out byte[] known))
        {
            return Parse(Encoding.UTF8.GetString(known));
        }

        SonameTable found = new([.. SearchedDirectories.SelectMany(directory => Libraries(store, tree, directory))]);
        if (!store.IsReadOnly)
        {
            store.PutFact(FactTable, tree.ToArray(), Encoding.UTF8.GetBytes(found.Print()), tree);
        }

        return found;
    }

    private static IEnumerable<(string SoName, string Path)> Libraries(ContentStore store, Digest root, string directory)
    {
        foreach (TreeEntry entry in store.FindTree(root, directory)?.Entries ?? [])
        {
            if (entry.Kind == TreeEntryKind.File && entry.Name.Bytes.IndexOf(".so"u8) > 0
                && ElfFile.TryRead(store.ReadBlob(entry.Digest, LibrarySizeLimitBytes))?.SoName is { Length: > 0 } name)
            {
                yield return (name, $"{directory}/{entry.Name}");
            }
        }
    }

    private static SonameTable Parse(string text) =>
        new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(row => (row[0], row[1]))]);

    private string Print() => string.Concat(Rows.Select(row => $"{row.SoName}\t{row.Path}\n"));
}
