using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store.Blobs;

namespace Nuka.Store.Collecting;

/// <summary>Finds everything that can be reached from what is kept.</summary>
internal sealed class Marker(StoreArea store)
{
    private readonly RunReferences references = new(store);

    /// <summary>The trees that stay.</summary>
    internal HashSet<Digest> Trees { get; } = [];

    /// <summary>The files that stay.</summary>
    internal HashSet<BlobName> Blobs { get; } = [];

    /// <summary>Marks one thing, everything below it, and of a tree what it needs when it runs.</summary>
    /// <returns><see langword="false"/> if the store does not have it.</returns>
    /// <exception cref="Platform.Errors.NukaException">
    /// <c>store/corrupt-tree</c>, <c>store/missing-tree</c>: what stands below cannot be known, so nothing may be removed.
    /// </exception>
    internal bool Mark(Cid cid)
    {
        if (cid.Kind == ContentKind.Blob)
        {
            BlobName[] files = [new(cid.Digest, false), new(cid.Digest, true)];
            files = [.. files.Where(blob => store.TryGetStatus(blob) is not null)];
            Blobs.UnionWith(files);
            return files.Length > 0;
        }

        if (!store.HasTree(cid.Digest))
        {
            return false;
        }

        MarkTrees(cid.Digest);
        foreach ((Digest needed, _) in references.Follow(cid.Digest))
        {
            MarkTrees(needed);
        }

        return true;
    }

    private void MarkTrees(Digest top)
    {
        Stack<Digest> waiting = new([top]);
        while (waiting.TryPop(out Digest digest))
        {
            if (!Trees.Add(digest))
            {
                continue;
            }

            foreach (TreeEntry entry in store.ReadTree(digest).Entries)
            {
                if (entry.Kind == TreeEntryKind.Directory)
                {
                    waiting.Push(entry.Digest);
                }
                else if (entry.Kind == TreeEntryKind.File)
                {
                    Blobs.Add(new BlobName(entry.Digest, entry.IsExecutable));
                }
            }
        }
    }
}
