using Nuka.Store.Blobs;
using Nuka.Store.Index;

namespace Nuka.Store;

/// <summary>
/// Makes an import part of the store. The order is the whole of its safety: the bytes of new blobs reach the disk before any of them
/// has a name, the names reach the disk before the index speaks of them, and the index commits all or nothing.
/// </summary>
internal static class StoreCommit
{
    /// <summary>Publishes blobs, then records trees and facts.</summary>
    /// <param name="store">The store.</param>
    /// <param name="blobs">New blobs of every import that takes part.</param>
    /// <param name="trees">Trees that the index may not have yet.</param>
    /// <param name="facts">What is recorded with them.</param>
    internal static void Run(
        StoreArea store, IReadOnlyCollection<PendingBlobs> blobs, IReadOnlyCollection<StoredTree> trees, IReadOnlyCollection<Fact> facts)
    {
        store.RequireWritable();
        if (blobs.Any(pending => pending.Count > 0))
        {
            store.Step("sync");
            store.Root.SyncFileSystem();
            foreach (PendingBlobs pending in blobs)
            {
                pending.Publish();
            }
        }

        List<StoredTree> added = trees.Where(tree => !store.HasTree(tree.Digest)).ToList();
        if (added.Count > 0)
        {
            // Also when nothing was published here: a blob that was already there may have got its name a moment ago, by another
            // process that has not come so far yet.
            store.Step("settle");
            store.Root.SyncFileSystem();
        }

        if (added.Count > 0 || facts.Count > 0)
        {
            store.Step("index");
            store.Index.Commit(added, facts);
        }
    }
}
