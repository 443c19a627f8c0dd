using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Store;
using Nuka.Trust.Exports;

namespace Nuka.Build.Images;

/// <summary>
/// Writes trees as a layer: a tar archive of which every byte is fixed by them. A directory stands before its entries, these in the order of their names; a
/// file that stands twice is a hard link to the first.
/// </summary>
internal sealed class LayerArchive
{
    private readonly ContentStore store;
    private readonly TarWriter tar;
    private readonly TarFiles files;

    /// <summary>Begins a layer.</summary>
    /// <param name="store">The store that has the trees.</param>
    /// <param name="target">Where to.</param>
    /// <param name="task">Hears of the bytes.</param>
    internal LayerArchive(ContentStore store, Stream target, IProgressTask task)
    {
        this.store = store;
        tar = new TarWriter(target);
        files = new TarFiles(store, tar, task);
    }

    /// <summary>Writes the whole layer.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal void Write(ImmutableArray<Digest> trees, CancellationToken cancellation)
    {
        WriteEntries(trees, [], cancellation);
        tar.End();
    }

    private void WriteEntries(ImmutableArray<Digest> trees, byte[] path, CancellationToken cancellation)
    {
        IEnumerable<TreeEntry> entries = trees.Distinct().SelectMany(tree => store.ReadTree(tree).Entries);
        foreach (IGrouping<FileName, TreeEntry> group in entries.GroupBy(entry => entry.Name).OrderBy(group => group.Key))
        {
            cancellation.ThrowIfCancellationRequested();
            TreeEntry entry = group.First();
            byte[] below = [.. path, .. entry.Name.Bytes];
            if (entry.Kind == TreeEntryKind.Directory)
            {
                tar.AddDirectory(below, SystemPlaces.ModeOf(below));
                WriteEntries([.. group.Where(one => one.Kind == TreeEntryKind.Directory).Select(one => one.Digest)], [.. below, (byte)'/'], cancellation);
            }
            else
            {
                files.Add(entry, below);
            }
        }
    }
}
