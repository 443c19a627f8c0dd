using Nuka.Content.Trees;
using Nuka.Store.Views;

namespace Nuka.Store.Collecting;

/// <summary>
/// Removes what a reader of somebody else's store has of his own and nothing of his keeps: views. The store itself stays as it is; that is for its
/// owner. The caller holds the lock of the views alone.
/// </summary>
internal sealed class ViewCollection(StoreArea store, ViewArea views, CollectOptions options)
{
    internal CollectReport Run()
    {
        (List<(string Name, Cid Cid)> held, int leasesRemoved) = views.SweepLeases(options.DryRun);
        Cid[] kept = [.. options.Keep, .. held.Select(lease => lease.Cid), .. views.Roots().SelectMany(root => root.Keeps)];
        HashSet<Cid> wanted = [.. kept];
        ViewSweep shown = views.Sweep(tree => wanted.Contains(Cid.OfTree(tree)), inUse: held.Count > 0, options.DryRun);
        options.Meanwhile?.Invoke(store.HasTree);
        (long blobs, long bytes) = store.CountBlobs();
        return new CollectReport
        {
            TreesKept = store.Index.Trees().Count,
            TreesRemoved = 0,
            BlobsKept = blobs,
            BlobsRemoved = 0,
            BytesKept = bytes,
            BytesFreed = shown.BytesFreed,
            ViewsRemoved = shown.Removed,
            ViewsKept = shown.Kept,
            LeasesHeld = held.Select(lease => lease.Name).Distinct().Count(),
            LeasesRemoved = leasesRemoved,
            FactsRemoved = 0,
            MissingFromRoots = kept.Distinct().Count(cid => cid.Kind == ContentKind.Tree && !store.HasTree(cid.Digest)),
        };
    }
}
