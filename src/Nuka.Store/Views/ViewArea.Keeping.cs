using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store.Views;

/// <content>What keeps views, and the removal of those that nothing keeps.</content>
internal sealed partial class ViewArea
{
    /// <summary>Whether they are in a directory of the reader's own, of a store that is somebody else's: then only he keeps them.</summary>
    internal bool AreReaders => own && store.IsForeign;

    /// <summary>The directory of the caller's own, where views are not the store's.</summary>
    internal string? OwnPath => own ? path : null;

    /// <summary>What a reader's own roots and held leases keep, each with what it is called.</summary>
    internal IEnumerable<(string Holder, Cid Cid)> Holders() => AreReaders
        ? Roots().SelectMany(root => root.Keeps.Select(cid => (root.Name, cid))).Concat(SweepLeases(dryRun: true).Kept.Select(lease => ($"lease {lease.Name}", lease.Cid)))
        : [];

    /// <summary>Does something to a reader's own views while nobody else of his uses them.</summary>
    internal T Alone<T>(bool dryRun, Func<T> work)
    {
        if (dryRun || !Directory.Exists(path))
        {
            return work();
        }

        OpenViews();
        return use!.Alone(work);
    }

    /// <summary>Keeps things as long as the lease is held; in a reader's own directory.</summary>
    internal StoreLease TakeLease(IEnumerable<Cid> keeps) => Leases.Take(store, OpenViews(), path, Staging, keeps);

    /// <summary>Removes a reader's leases that nobody holds.</summary>
    internal (List<(string Name, Cid Cid)> Kept, int Removed) SweepLeases(bool dryRun) =>
        Directory.Exists(Path.Combine(path, "leases")) ? Leases.Sweep(store, OpenViews(), dryRun) : ([], 0);

    /// <summary>A reader's roots.</summary>
    internal IEnumerable<StoreRoot> Roots() => ViewRoots.Read(path);

    /// <summary>Sets a reader's root.</summary>
    internal void SetRoot(string name, IReadOnlyCollection<Cid> keeps)
    {
        OpenViews();
        ViewRoots.Set(path, name, keeps);
    }

    /// <summary>Removes views whose trees are gone, and what is no view.</summary>
    /// <param name="isWanted">Whether a tree stays.</param>
    /// <param name="inUse">Whether any lease is held: a program may then run in a view that was set aside.</param>
    /// <param name="dryRun">Whether only to count.</param>
    internal ViewSweep Sweep(Func<Digest, bool> isWanted, bool inUse, bool dryRun)
    {
        if (!Directory.Exists(path))
        {
            return default;
        }

        long removed = 0;
        long kept = 0;
        long bytes = 0;
        DirectoryHandle views = OpenViews();
        using IDisposable session = confirmed.Linger();
        foreach (DirectoryItem item in views.List().Where(item => !own || !OwnNames.Contains(item.Name.ToString(), StringComparer.Ordinal)))
        {
            bool wanted = Digest.TryParse(item.Name.ToString(), out Digest tree) ? isWanted(tree) : inUse && item.Name.Bytes.StartsWith(AsidePrefix);
            if (wanted)
            {
                kept++;
                continue;
            }

            removed++;
            bytes += own ? ViewSize.OfCopies(views, item.Name.Bytes) : 0;
            if (!dryRun)
            {
                store.Step("unview");
                Discard(views, item.Name.Bytes);
            }
        }

        return new ViewSweep(removed, kept, bytes);
    }

    // A reader's own directory: while anybody of his has it open, no collection removes what was found there.
    private void MakeOwn()
    {
        foreach (string name in AreReaders ? OwnNames[..3] : OwnNames[..1])
        {
            Directory.CreateDirectory(Path.Combine(path, name));
        }

        if (AreReaders)
        {
            using DirectoryHandle views = DirectoryHandle.Open(path);
            use ??= StoreUse.Take(views.OpenOrCreateFile("use.lock"u8), Path.Combine(path, "use.lock"), store.Options);
        }
    }

    private void Discard(DirectoryHandle views, ReadOnlySpan<byte> name)
    {
        if (own)
        {
            // On a full disk there is no room to make a place aside; half removed, it is no view and goes with the next collection.
            confirmed.Remove(views, RenameAside(views, name));
            return;
        }

        byte[] staged = Staging().NextName();
        views.Rename(name, Staging().Directory, staged);
        confirmed.Remove(Staging().Directory, staged);
    }
}
