using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Store.Blobs;
using Nuka.Store.Import;
using Nuka.Store.Views;

namespace Nuka.Store.Collecting;

/// <summary>
/// Removes what nothing keeps. The caller holds the store's lock alone. First the index forgets the trees, durably; then files go that
/// no tree names any more. A process that dies in between leaves files that nobody believes, and the next collection removes them.
/// </summary>
internal sealed class Collection(StoreArea store, ViewArea views, CollectOptions options, CancellationToken cancellation)
{
    /// <summary>Trees that are forgotten at once where there is hardly space: their pages in the log fit into the reserve.</summary>
    private const int SmallBatch = 50;

    private readonly Marker marker = new(store);
    private long blobsKept;
    private long bytesKept;
    private long blobsRemoved;
    private long bytesFreed;

    internal CollectReport Run()
    {
        (List<(string Name, Cid Cid)> held, int leasesRemoved) = Leases.Sweep(store, store.Root, options.DryRun);
        long missing = MarkAll(held);
        cancellation.ThrowIfCancellationRequested();
        List<Digest> dead = store.Index.Trees().Where(tree => !marker.Trees.Contains(tree)).ToList();
        int facts = options.DryRun ? CountFacts() : Forget(dead);
        ViewSweep shown = views.Sweep(marker.Trees.Contains, inUse: held.Count > 0, options.DryRun);
        bytesFreed += shown.BytesFreed;
        SweepBlobs();
        SweepQuarantine();
        if (!options.DryRun)
        {
            StagingArea.RemoveDead(store.Root);
            SweepImports();
            views.Prune();
            Reserve.Restore(store.Root);
        }

        options.Meanwhile?.Invoke(marker.Trees.Contains);
        return new CollectReport
        {
            TreesKept = marker.Trees.Count,
            TreesRemoved = dead.Count,
            BlobsKept = blobsKept,
            BlobsRemoved = blobsRemoved,
            BytesKept = bytesKept,
            BytesFreed = bytesFreed,
            ViewsRemoved = shown.Removed,
            ViewsKept = shown.Kept,
            LeasesHeld = held.Select(lease => lease.Name).Distinct().Count(),
            LeasesRemoved = leasesRemoved,
            FactsRemoved = facts,
            MissingFromRoots = missing,
        };
    }

    private long MarkAll(List<(string Name, Cid Cid)> held)
    {
        using IProgressTask progress = store.Options.Progress.Begin("looking for what is still needed");
        long missing = 0;
        foreach (Cid cid in options.Keep.Concat(held.Select(lease => lease.Cid))
            .Concat(store.Index.Roots().Where(root => !options.WithoutRoots.Contains(root.Name)).Select(root => root.Cid)).Distinct())
        {
            cancellation.ThrowIfCancellationRequested();
            missing += marker.Mark(cid) ? 0 : 1;
            progress.Advance(1);
        }

        return missing;
    }

    private int Forget(List<Digest> dead)
    {
        store.Step("forget");
        Reserve.Release(store.Root);
        try
        {
            return store.Index.RemoveTrees(dead);
        }
        catch (NukaException error) when (error.Problem.Code == "store/disk-full")
        {
            return ForgetInSteps(dead);
        }
    }

    // Trees before those that they hold, so that at every step a tree in the index still has everything below it.
    private int ForgetInSteps(List<Digest> dead)
    {
        Dictionary<Digest, int> holders = dead.ToDictionary(digest => digest, _ => 0);
        foreach (Digest child in dead.SelectMany(ChildrenOf).Where(holders.ContainsKey))
        {
            holders[child]++;
        }

        int facts = 0;
        Queue<Digest> free = new(dead.Where(digest => holders[digest] == 0));
        List<Digest> batch = [];
        while (free.TryDequeue(out Digest digest))
        {
            foreach (Digest child in ChildrenOf(digest).Where(holders.ContainsKey))
            {
                if (--holders[child] == 0)
                {
                    free.Enqueue(child);
                }
            }

            batch.Add(digest);
            if (batch.Count == SmallBatch || free.Count == 0)
            {
                store.Step("forget");
                facts += store.Index.RemoveTrees(batch);
                store.Index.EmptyLog();
                batch.Clear();
            }
        }

        return facts;
    }

    private IEnumerable<Digest> ChildrenOf(Digest digest) =>
        store.ReadTree(digest).Entries.Where(entry => entry.Kind == TreeEntryKind.Directory).Select(entry => entry.Digest);

    private void SweepBlobs()
    {
        using IProgressTask progress = store.Options.Progress.Begin("removing what nothing needs", 256);
        using DirectoryHandle blobs = store.Root.OpenDirectory("blobs"u8);
        foreach (DirectoryItem group in blobs.List())
        {
            using (DirectoryHandle directory = blobs.OpenDirectory(group.Name.Bytes))
            {
                foreach (DirectoryItem item in directory.List())
                {
                    SweepBlob(directory, group.Name, item.Name);
                }
            }

            progress.Advance(1);
        }
    }

    private void SweepBlob(DirectoryHandle directory, FileName group, FileName file)
    {
        FileStatus status = directory.GetStatus(file.Bytes);
        if (BlobName.TryParse(group.Bytes, file.Bytes) is BlobName blob && marker.Blobs.Contains(blob))
        {
            blobsKept++;
            bytesKept += status.SizeBytes;
            return;
        }

        blobsRemoved++;
        bytesFreed += status.SizeBytes;
        if (!options.DryRun)
        {
            store.Step("sweep");
            directory.RemoveFile(file.Bytes);
        }
    }

    // What a collection would forget: as the index does it.
    private int CountFacts() =>
        store.Index.CountFacts().Where(row => row.Tree != Tree.Empty.Digest && !marker.Trees.Contains(row.Tree)).Sum(row => row.Count);

    private void SweepQuarantine()
    {
        using DirectoryHandle quarantine = store.Root.OpenDirectory("quarantine"u8);
        foreach (DirectoryItem item in quarantine.List())
        {
            bytesFreed += quarantine.GetStatus(item.Name.Bytes).SizeBytes;
            if (!options.DryRun)
            {
                quarantine.RemoveFile(item.Name.Bytes);
            }
        }
    }

    private void SweepImports()
    {
        using DirectoryHandle imports = store.Root.OpenDirectory("imports"u8);
        foreach (DirectoryItem item in imports.List())
        {
            if (StatCache.TryReadFile(store, item.Name.Bytes) is not StatCache cache || !marker.Trees.Contains(cache.Top.Tree))
            {
                imports.RemoveFile(item.Name.Bytes);
            }
        }
    }
}
