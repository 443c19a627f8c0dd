using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>Joins trees into one tree of the store: the first one that holds a file wins; directories of one tree alone are taken whole.</summary>
public static class TreeJoin
{
    /// <summary>Writes the joined tree; the writer is not committed.</summary>
    /// <param name="store">The store that has the trees.</param>
    /// <param name="writer">An empty writer of that store.</param>
    /// <param name="trees">The trees, topmost first.</param>
    /// <param name="cancellation">Stops between directories.</param>
    public static void Write(ContentStore store, TreeWriter writer, IReadOnlyList<Digest> trees, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(trees);
        Write(store, writer, [], trees, cancellation);
    }

    private static void Write(ContentStore store, TreeWriter writer, byte[] prefix, IReadOnlyList<Digest> trees, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        IEnumerable<IGrouping<Platform.Files.FileName, TreeEntry>> names = trees.SelectMany(tree => store.ReadTree(tree).Entries).GroupBy(entry => entry.Name);
        foreach (IGrouping<Platform.Files.FileName, TreeEntry> name in names)
        {
            byte[] path = prefix.Length == 0 ? name.Key.Bytes.ToArray() : [.. prefix, (byte)'/', .. name.Key.Bytes];
            TreeEntry first = name.First();
            Digest[] directories = [.. name.TakeWhile(entry => entry.Kind == TreeEntryKind.Directory).Select(entry => entry.Digest).Distinct()];
            switch (first.Kind)
            {
                case TreeEntryKind.Directory when directories.Length == 1:
                    writer.AddTree(path, first.Digest);
                    break;
                case TreeEntryKind.Directory:
                    writer.AddDirectory(path);
                    Write(store, writer, path, directories, cancellation);
                    break;
                case TreeEntryKind.Symlink:
                    writer.AddSymlink(path, first.Target.Span);
                    break;
                default:
                    writer.AddFileByDigest(path, first.IsExecutable, first.Digest, (long)first.Size);
                    break;
            }
        }
    }
}
