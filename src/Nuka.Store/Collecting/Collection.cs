using Nuka.Content.Hashing;
using Nuka.Content.Trees;
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
    private readonly Marker marker = new(store);
    private long blobsKept;
    private long bytesKept;
    private long blobsRemoved;
    private long bytesFreed;

    internal CollectReport Run()
    {
        (List<(string Name, Cid Cid)> held, int leasesRemoved) = Leases.Sweep(store, options.DryRun);
        long missing = MarkAll(held);
        cancellation.ThrowIfCancellationRequested();
        List<Digest> dead = store.Index.Trees().Where(tree => !marker.Trees.Contains(tree)).ToList();
        int facts = options.DryRun ? 0 : Forget(dead);
        int shown = views.Sweep(marker.Trees.Contains, options.DryRun);
        SweepBlobs();
        if (!options.DryRun)
        {
            SweepRest();
        }

        return new CollectReport
        {
            TreesKept = marker.Trees.Count,
            TreesRemoved = dead.Count,
            BlobsKept = blobsKept,
            BlobsRemoved = blobsRemoved,
            BytesKept = bytesKept,
            BytesFreed = bytesFreed,
            ViewsRemoved = shown,
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
        foreach (Cid cid in options.Keep.Concat(held.Select(lease => lease.Cid)).Concat(store.Index.Roots().Select(root => root.Cid)).Distinct())
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
        return store.Index.RemoveTrees(dead);
    }

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

    private void SweepRest()
    {
        StagingArea.RemoveDead(store.Root);
        using (DirectoryHandle quarantine = store.Root.OpenDirectory("quarantine"u8))
        {
            foreach (DirectoryItem item in quarantine.List())
            {
                bytesFreed += quarantine.GetStatus(item.Name.Bytes).SizeBytes;
                quarantine.RemoveFile(item.Name.Bytes);
            }
        }

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
