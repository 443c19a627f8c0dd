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
/// <param name="store">The store that has them.</param>
/// <param name="target">Where to.</param>
/// <param name="task">Hears of the bytes.</param>
internal sealed class LayerArchive(ContentStore store, Stream target, IProgressTask task)
{
    private const int CopyBytes = 1 << 16;

    private readonly TarWriter tar = new(target);
    private readonly Dictionary<(Digest, bool), byte[]> written = [];

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
            switch (entry.Kind)
            {
                case TreeEntryKind.Directory:
                    tar.AddDirectory(below, SystemPlaces.ModeOf(below));
                    WriteEntries([.. group.Where(one => one.Kind == TreeEntryKind.Directory).Select(one => one.Digest)], [.. below, (byte)'/'], cancellation);
                    break;
                case TreeEntryKind.Symlink:
                    tar.AddSymlink(below, entry.Target.Span);
                    break;
                case TreeEntryKind.File when written.TryGetValue((entry.Digest, entry.IsExecutable), out byte[]? first):
                    tar.AddHardLink(below, entry.IsExecutable, first);
                    break;
                default:
                    WriteFile(entry, below);
                    break;
            }
        }
    }

    private void WriteFile(TreeEntry entry, byte[] path)
    {
        tar.BeginFile(path, entry.IsExecutable, (long)entry.Size);
        using Stream blob = store.OpenBlob(entry.Digest);
        blob.CopyTo(target, CopyBytes);
        tar.EndFile((long)entry.Size);
        written.Add((entry.Digest, entry.IsExecutable), path);
        task.Advance((long)entry.Size);
    }
}
