using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;
using Nuka.Store.Index;
using Nuka.Store.Views;

namespace Nuka.Store.Verifying;

/// <summary>
/// Puts right what a verification found; the caller holds the store's lock alone. What cannot be had again is forgotten together with
/// every tree above it, so that a tree in the index still means that all of it is there.
/// </summary>
internal sealed class Repair(StoreArea store, ViewArea views, Func<Cid, Stream?>? refetch)
{
    private readonly HashSet<Defect> repaired = [];

    /// <summary>How many trees were forgotten.</summary>
    internal int TreesForgotten { get; private set; }

    /// <summary>Puts right what can be.</summary>
    /// <returns>The defects that are no more.</returns>
    internal HashSet<Defect> Run(IReadOnlyList<Defect> defects, IReadOnlyDictionary<BlobName, long> wanted)
    {
        // Before anything else: whoever remembers that the store had these things must look again.
        store.Step("repair");
        store.Index.RemoveTrees([]);
        using (PendingBlobs pending = new(store))
        {
            foreach (Defect defect in defects)
            {
                if (TryRepair(defect, wanted, pending))
                {
                    repaired.Add(defect);
                }
            }

            StoreCommit.Run(store, [pending], [], []);
            store.Root.SyncFileSystem();
        }

        HashSet<Digest> shown = Above(defects.Where(defect => defect.Kind is not (VerifyFindingKind.WrongStatus or VerifyFindingKind.WrongView)));
        shown.UnionWith(defects.Where(defect => defect.Kind == VerifyFindingKind.WrongView).Select(defect => defect.Name.Digest));
        views.SetAside(shown);
        HashSet<Digest> lost = Above(defects.Where(defect => !repaired.Contains(defect)));
        TreesForgotten = lost.Count;
        store.Index.RemoveTrees(lost);
        return repaired;
    }

    private bool TryRepair(Defect defect, IReadOnlyDictionary<BlobName, long> wanted, PendingBlobs pending)
    {
        switch (defect.Kind)
        {
            case VerifyFindingKind.WrongStatus:
                byte[] path = defect.Blob!.Value.WritePath(stackalloc byte[BlobName.PathLimit]).ToArray();
                store.Root.SetMode(path, defect.Blob.Value.Mode);
                store.Root.SetTime(path, StoreTime.Seconds);
                return true;
            case VerifyFindingKind.WrongView:
                return true; // it is removed below, and made anew when it is asked for
            case VerifyFindingKind.CorruptBlob:
                SetAside(defect.Blob!.Value);
                return !wanted.TryGetValue(defect.Blob.Value, out long length) || TryBring(defect, length, pending);
            case VerifyFindingKind.MissingBlob:
                return TryBring(defect, wanted[defect.Blob!.Value], pending);
            default:
                return TryBringTree(defect.Name);
        }
    }

    private void SetAside(BlobName blob)
    {
        store.Step("quarantine");
        ReadOnlySpan<byte> path = blob.WritePath(stackalloc byte[BlobName.PathLimit]);
        store.Root.Rename(path, store.Root, Encoding.ASCII.GetBytes($"quarantine/{blob.Digest}{(blob.Executable ? "x" : "")}"));
    }

    private bool TryBring(Defect defect, long length, PendingBlobs pending)
    {
        BlobName blob = defect.Blob!.Value;
        try
        {
            // The same bytes may be here with the other permission.
            if (pending.TryAddVariant(blob, length))
            {
                return true;
            }
        }
        catch (NukaException error) when (error.Problem.Code is "store/corrupt-blob" or "store/wrong-size")
        {
            // They are not.
        }

        using Stream? content = refetch?.Invoke(defect.Name);
        try
        {
            return content is not null && pending.Add(content, blob.Executable, length) == blob.Digest;
        }
        catch (NukaException error) when (error.Problem.Code == "store/wrong-size")
        {
            return false;
        }
    }

    private bool TryBringTree(Cid name)
    {
        using Stream? content = refetch?.Invoke(name);
        if (content is null)
        {
            return false;
        }

        using MemoryStream encoding = new();
        byte[] chunk = new byte[1 << 16];
        int count;
        while (encoding.Length <= TreeLimits.EncodingBytes && (count = content.Read(chunk)) > 0)
        {
            encoding.Write(chunk, 0, count);
        }

        ReadOnlySpan<byte> bytes = encoding.GetBuffer().AsSpan(0, (int)encoding.Length);
        if (Blake3.Hash(bytes) != name.Digest)
        {
            return false;
        }

        Tree tree = Tree.Decode(bytes);
        store.Index.ReplaceTree(new StoredTree(tree.Digest, tree.Encode()));
        return tree.Entries.All(entry => entry.Kind switch
        {
            TreeEntryKind.Directory => store.HasTree(entry.Digest),
            TreeEntryKind.File => store.Has(new BlobName(entry.Digest, entry.IsExecutable), (long)entry.Size),
            _ => true,
        });
    }

    // The trees that hold one of these things, and the trees above those.
    private HashSet<Digest> Above(IEnumerable<Defect> things)
    {
        HashSet<Digest> trees = things.Where(thing => thing.Name.Kind == ContentKind.Tree).Select(thing => thing.Name.Digest).ToHashSet();
        HashSet<BlobName> files = things.Where(thing => thing.Blob is not null).Select(thing => thing.Blob!.Value).ToHashSet();
        if (trees.Count + files.Count == 0)
        {
            return trees;
        }

        Dictionary<Digest, List<Digest>> parents = [];
        foreach (Digest digest in store.Index.Trees())
        {
            foreach (TreeEntry entry in EntriesOf(digest))
            {
                if (entry.Kind == TreeEntryKind.Directory)
                {
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(parents, entry.Digest, out _) ??= [];
                    parents[entry.Digest].Add(digest);
                }
                else if (entry.Kind == TreeEntryKind.File && files.Contains(new BlobName(entry.Digest, entry.IsExecutable)))
                {
                    trees.Add(digest);
                }
            }
        }

        Stack<Digest> waiting = new(trees);
        while (waiting.TryPop(out Digest digest))
        {
            foreach (Digest parent in parents.GetValueOrDefault(digest) ?? [])
            {
                if (trees.Add(parent))
                {
                    waiting.Push(parent);
                }
            }
        }

        return trees;
    }

    private ImmutableArray<TreeEntry> EntriesOf(Digest digest)
    {
        try
        {
            return store.ReadTree(digest).Entries;
        }
        catch (NukaException error) when (error.Problem.Code == "store/corrupt-tree")
        {
            return []; // It is among the things itself.
        }
    }
}
