using System.Collections.Immutable;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Collecting;
using Nuka.Store.Verifying;

namespace Nuka.Store;

/// <content>Collecting and verifying.</content>
public sealed partial class ContentStore
{
    private const int FindingsWithHolders = 100;

    /// <summary>
    /// Removes what no root and no held lease keeps. Waits until nobody else has the store open. Whatever this process found before
    /// and does not keep may be gone afterwards. A store that is somebody else's stays as it is: of <see cref="StoreOptions.ViewsDirectory"/> the views
    /// go that none of the caller's own roots and leases keep.
    /// </summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Looked at until the first step that removes something.</param>
    /// <exception cref="NukaException">
    /// <c>store/in-use</c>; <c>store/corrupt-tree</c> or <c>store/missing-tree</c> when what is kept cannot be followed to its end:
    /// nothing is removed then.
    /// </exception>
    /// <exception cref="InvalidOperationException">A <see cref="TreeWriter"/> of this store is open.</exception>
    public CollectReport Collect(CollectOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new CollectOptions();
        if (views.AreReaders)
        {
            return area.Guard(() => views.Alone(options.DryRun, () => new ViewCollection(area, views, options).Run()), views.OwnPath);
        }

        RequireNoWriters(changes: !options.DryRun);
        return area.Guard(() => use.Alone(() => new Collection(area, views, options, cancellation).Run()));
    }

    /// <summary>Says who keeps a tree or a blob; of somebody else's store also what of the caller's own keeps his views of it.</summary>
    /// <param name="cid">Its name.</param>
    /// <returns>One reason for each thing that a root or a held lease names; empty when the next collection removes it.</returns>
    public ImmutableArray<KeepReason> WhyAlive(Cid cid) => [.. area.Guard(() => new ReasonFinder(area, cid, views.Holders()).Find())];

    /// <summary>Counts what the store holds.</summary>
    public StoreStatistics Measure() => area.Guard(() =>
    {
        (long files, long bytes) = area.CountBlobs();
        using DirectoryHandle shown = area.Root.OpenDirectory("views"u8);
        int held = Leases.Held(area).Select(lease => lease.Name).Distinct().Count();
        return new StoreStatistics(area.Index.Trees().Count, files, bytes, shown.List().Count, Roots().Length, held);
    });

    /// <summary>Reads everything and compares it with its names.</summary>
    /// <param name="options">Whether to put right what is wrong, for which nobody else may have the store open.</param>
    /// <param name="cancellation">Looked at until the first step that changes something.</param>
    /// <exception cref="NukaException"><c>store/index-damaged</c>, <c>store/in-use</c>.</exception>
    /// <exception cref="InvalidOperationException">It is to be repaired, and a <see cref="TreeWriter"/> of this store is open.</exception>
    public VerifyReport Verify(VerifyOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new VerifyOptions();
        if (!options.Repair)
        {
            return area.Guard(() => Verify(options, repair: false, cancellation));
        }

        RequireNoWriters(changes: true);
        return area.Guard(() => use.Alone(() => Verify(options, repair: true, cancellation)));
    }

    private VerifyReport Verify(VerifyOptions options, bool repair, CancellationToken cancellation)
    {
        Verification verification = new(area, cancellation);
        List<Defect> defects =
        [
            .. verification.Run(),
            .. views.FindWrong(cancellation).Select(view => new Defect(VerifyFindingKind.WrongView, Cid.OfTree(view.Tree), null, view.Path)),
        ];
        List<ImmutableArray<string>> holders = defects.Select((defect, index) => index < FindingsWithHolders ? HoldersOf(defect.Name) : []).ToList();
        HashSet<Defect> repaired = [];
        int forgotten = 0;
        if (repair && defects.Count > 0)
        {
            Repair work = new(area, views, options.Refetch);
            repaired = work.Run(defects, verification.WantedBlobs);
            forgotten = work.TreesForgotten;
        }

        IEnumerable<VerifyFinding> findings = defects.Select((defect, index) => new VerifyFinding(
            defect.Kind, defect.Name, defect.Blob?.ToString() ?? defect.Path, holders[index], repaired.Contains(defect)));
        return new VerifyReport(verification.Trees, verification.Blobs, verification.Bytes, forgotten, [.. findings]);
    }

    private ImmutableArray<string> HoldersOf(Cid name)
    {
        try
        {
            return [.. new ReasonFinder(area, name, views.Holders()).Find().Select(reason => reason.Holder).Distinct()];
        }
        catch (NukaException)
        {
            return []; // A tree on the way is itself corrupt or missing, and named as such.
        }
    }

    private void RequireNoWriters(bool changes)
    {
        if (changes)
        {
            area.RequireWritable();
        }

        if (area.OpenWriters > 0)
        {
            throw new InvalidOperationException("a tree is being written to this store");
        }
    }
}
