using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Exec;
using Nuka.Environments.Join;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Download;
using Nuka.Graft.Finish;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Private;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Sandbox.Plans;
using Nuka.Store;

namespace Nuka.Projects.Realise;

/// <summary>Brings everything of an environment into the store: fetches and unpacks what is missing, makes the finish layer, joins.</summary>
/// <param name="store">Where to.</param>
/// <param name="downloader">Gets package files.</param>
/// <param name="nuget">Checks who signed the packages of NuGet.</param>
/// <param name="policy">What grafts leave out.</param>
/// <param name="finish">Makes the finish layer of ordered packages and gives its tree.</param>
/// <param name="progress">Hears of the course of the work.</param>
public sealed class EnvironmentRealiser(
    ContentStore store,
    Lazy<Downloader> downloader,
    Lazy<NuGetSource> nuget,
    CleaningPolicy policy,
    Func<ImmutableArray<GraftedPackage>, CancellationToken, Task<Digest>> finish,
    IProgressSink progress)
{
    private const string JoinTable = "join-v1";

    /// <summary>Realises an environment.</summary>
    /// <param name="orders">The packages, in the order in which they are finished and joined: Debian's, then those of registries.</param>
    /// <param name="cancellation">Stops between steps; what is in the store then stays and is found again.</param>
    /// <exception cref="NukaException">A package cannot be had, is not what it should be, or has a path that another one has too.</exception>
    public async Task<RealisedEnvironment> RealiseAsync(IReadOnlyList<PackageOrder> orders, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(orders);
        try
        {
            return await RealiseOnceAsync(orders, cancellation);
        }
        catch (NukaException damage) when (IsDamage(damage))
        {
            Heal(damage, cancellation);
            return await RealiseOnceAsync(orders, cancellation);
        }
    }

    private async Task<RealisedEnvironment> RealiseOnceAsync(IReadOnlyList<PackageOrder> orders, CancellationToken cancellation)
    {
        PackageOrder[] debian = [.. orders.Where(order => order.Archive == "deb")];
        PackageOrder[] others = [.. orders.Where(order => order.Archive != "deb")];
        ImmutableArray<GraftedPackage> packages = await GraftAsync(debian, cancellation);
        ImmutableArray<Digest> modules = await GraftOthersAsync(others, cancellation);
        Digest finished = await finish([.. debian.Zip(packages).Where(pair => !pair.First.IsPrivate).Select(pair => pair.Second)], cancellation);
        ImmutableArray<Digest> placed = Place(debian, packages, (place, prefix, group) => place.Make(prefix, group, cancellation))!.Value;
        ImmutableArray<JoinLayer> layers =
        [
            .. debian.Zip(packages, placed).Select(LayerOf),
            .. others.Zip(modules, (order, tree) => new JoinLayer(order.Owner, tree)),
            new JoinLayer("finish", finished) { CoversAll = true },
        ];
        return Made(layers, debian, packages, cancellation);
    }

    /// <summary>The environment of layers that are all in the store: the packages' trees, and the finish layer last.</summary>
    private RealisedEnvironment Made(
        ImmutableArray<JoinLayer> layers, PackageOrder[] debian, ImmutableArray<GraftedPackage> packages, CancellationToken cancellation)
    {
        Digest joined = Join(layers, cancellation);
        return new RealisedEnvironment([.. layers[..^1].Select(layer => layer.Tree)], layers[^1].Tree, joined, Show(layers, joined, cancellation))
        {
            Controls = [.. packages.Select(package => package.Control), .. Originals(debian, packages)],
        };
    }

    /// <summary>The trees as they stand in the root: those of private packages are made of what was unpacked, all of one directory together.</summary>
    private ImmutableArray<Digest>? Place(
        PackageOrder[] orders,
        ImmutableArray<GraftedPackage> packages,
        Func<PrivateUnpacker, string, ImmutableArray<GraftedPackage>, ImmutableArray<Digest>?> make)
    {
        PrivateUnpacker place = new(store);
        Digest[] trees = [.. packages.Select(package => package.Tree)];
        foreach (IGrouping<string, int> group in Enumerable.Range(0, orders.Length).Where(index => orders[index].IsPrivate).GroupBy(index => orders[index].Prefix))
        {
            if (make(place, group.Key, [.. group.Select(index => packages[index])]) is not { } made)
            {
                return null;
            }

            foreach ((int index, Digest tree) in group.Zip(made))
            {
                trees[index] = tree;
            }
        }

        return [.. trees];
    }

    /// <summary>What private packages were made of: without it they would be fetched again.</summary>
    private static IEnumerable<Digest> Originals(PackageOrder[] orders, ImmutableArray<GraftedPackage> packages) =>
        orders.Zip(packages).Where(pair => pair.First.IsPrivate).Select(pair => pair.Second.Tree);

    /// <summary>
    /// Shows an environment whose trees are known, if the store has all of them and they are what the packages of these digests became:
    /// what a lock says is compared with what is here, however much of it is here.
    /// </summary>
    /// <param name="orders">The packages, in join order.</param>
    /// <param name="trees">The packages' trees, in join order.</param>
    /// <param name="finishTree">The finish layer's tree.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns><see langword="null"/> if something is missing.</returns>
    public RealisedEnvironment? TryShow(
        IReadOnlyList<PackageOrder> orders, IReadOnlyList<Digest> trees, Digest finishTree, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(trees);
        try
        {
            return TryShowOnce(orders, trees, finishTree, cancellation);
        }
        catch (NukaException damage) when (IsDamage(damage))
        {
            Heal(damage, cancellation);
            return null;
        }
    }

    private RealisedEnvironment? TryShowOnce(
        IReadOnlyList<PackageOrder> orders, IReadOnlyList<Digest> trees, Digest finishTree, CancellationToken cancellation)
    {
        PackageOrder[] debian = [.. orders.Where(order => order.Archive == "deb")];
        GraftUnpacker unpacker = new(store, policy);
        ImmutableArray<GraftedPackage> packages = [.. debian.Select(order => unpacker.TryFind(Convert.FromHexString(order.Sha256))).OfType<GraftedPackage>()];
        if (packages.Length < debian.Length || Place(debian, packages, (place, prefix, group) => place.TryFind(prefix, group)) is not { } placed)
        {
            return null;
        }

        IEnumerable<Digest?> found = [.. placed.Select(tree => (Digest?)tree), .. orders.Where(order => order.Archive != "deb").Select(TreeOf)];
        if (!found.SequenceEqual(trees.Select(tree => (Digest?)tree)) || !trees.Append(finishTree).All(tree => store.Contains(Cid.OfTree(tree))))
        {
            return null;
        }

        ImmutableArray<JoinLayer> layers =
            [.. orders.Zip(trees, (order, tree) => new JoinLayer(order.Owner, tree)), new JoinLayer("finish", finishTree) { CoversAll = true }];
        return Made(layers, debian, packages, cancellation);
    }

    private static bool IsDamage(NukaException problem) =>
        problem.Problem.Code is "store/corrupt-blob" or "store/missing-blob" or "store/corrupt-tree" or "store/missing-tree";

    /// <summary>
    /// Sets aside what is damaged and forgets the trees that had it, so that they are fetched and made again. One damaged file is a reason to
    /// read all of them.
    /// </summary>
    private void Heal(NukaException damage, CancellationToken cancellation)
    {
        if (store.IsReadOnly)
        {
            throw damage;
        }

        progress.Note($"{damage.Problem.Message} ({string.Join("; ", damage.Problem.Reasons)}); checking the whole store and fetching again what is lost");
        store.Verify(new VerifyOptions { Repair = true }, cancellation);
    }

    private Digest? TreeOf(PackageOrder order)
    {
        byte[] sha256 = Convert.FromHexString(order.Sha256);
        return order.Archive == "npm" ? new NpmUnpacker(store, policy).TryFind(sha256, order.Prefix) : new NuGetUnpacker(store, policy).TryFind(sha256, order.Name, order.Version);
    }

    private async Task<ImmutableArray<GraftedPackage>> GraftAsync(PackageOrder[] orders, CancellationToken cancellation)
    {
        GraftUnpacker unpacker = new(store, policy);
        ReadOnlyMemory<byte>[] digests = [.. orders.Select(order => (ReadOnlyMemory<byte>)Convert.FromHexString(order.Sha256))];
        int[] missing = [.. Enumerable.Range(0, orders.Length).Where(index => unpacker.TryFind(digests[index]) is null)];
        string[] files = [.. Enumerable.Repeat(string.Empty, orders.Length)];
        if (missing.Length > 0)
        {
            ImmutableArray<string> fetched = await downloader.Value.FetchAllAsync([.. missing.Select(index => Request(orders[index]))], cancellation);
            for (int at = 0; at < missing.Length; at++)
            {
                files[missing[at]] = fetched[at];
            }
        }

        return unpacker.UnpackAll([.. files.Zip(digests, (file, digest) => new PackageFile(file, digest))], progress, cancellation: cancellation);
    }

    private async Task<ImmutableArray<Digest>> GraftOthersAsync(PackageOrder[] orders, CancellationToken cancellation)
    {
        var trees = ImmutableArray.CreateBuilder<Digest>(orders.Length);
        foreach (PackageOrder order in orders)
        {
            byte[] sha256 = Convert.FromHexString(order.Sha256);
            trees.Add(TreeOf(order) ?? Unpack(order, await downloader.Value.FetchAsync(Request(order), cancellation), sha256, cancellation));
        }

        return trees.MoveToImmutable();
    }

    private Digest Unpack(PackageOrder order, string file, byte[] sha256, CancellationToken cancellation)
    {
        if (order.Archive == "npm")
        {
            return new NpmUnpacker(store, policy).Unpack(file, sha256, order.Prefix, cancellation);
        }

        // A lock comes with the project: that it names a digest does not say who made the file.
        nuget.Value.RequireSigned(file, DotNetLayout.Author);
        return new NuGetUnpacker(store, policy).Unpack(file, sha256, order.Name, order.Version, cancellation);
    }

    private static DownloadRequest Request(PackageOrder order) =>
        new($"{order.Name} {order.Version}", Checksum.FromSha256(order.Sha256), order.SizeBytes, order.Candidates)
        {
            StatedBy = order.IsLocked ? "the lock" : "the index",
            Hint = order.IsLocked ? $"take another version into the lock   try: {order.Renewal}"
                : "the mirror does not agree with its own index: try: nuka source update, then the same again, or use another mirror",
        };

    private JoinLayer LayerOf((PackageOrder Order, GraftedPackage Package, Digest Tree) placed)
    {
        (PackageOrder order, GraftedPackage package, Digest tree) = placed;
        string replaces = PackageControl.Open(store, package).ReadFields().GetValueOrDefault("Replaces", string.Empty);
        IEnumerable<string> names = replaces.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(relation => relation.Split([' ', '(', ':'], 2)[0]);
        return new JoinLayer(order.Owner, tree) { Replaces = [.. names.Select(name => (order with { Name = name }).Owner)] };
    }

    /// <summary>Joining reads every directory of every tree: what was joined once is known by its layers.</summary>
    private Digest Join(ImmutableArray<JoinLayer> layers, CancellationToken cancellation)
    {
        byte[] key = Blake3.DeriveKey("nuka join layers v1", Encoding.UTF8.GetBytes(string.Join('\n', layers.Select(layer => layer.Tree)))).ToArray();
        if (store.TryGetFact(JoinTable, key, out byte[] known))
        {
            return new Digest(known);
        }

        using IProgressTask task = progress.Begin($"joining {layers.Length} trees");
        Tree joined = RootJoin.Join(layers, store.ReadTree);
        cancellation.ThrowIfCancellationRequested();
        SonameOwners.Check(layers, layer => SonameTable.Of(store, layer.Tree));
        store.PutFact(JoinTable, key, joined.Digest.ToArray());
        return joined.Digest;
    }

    /// <summary>
    /// Shows the joined tree as one directory of hard links. An overlay of it starts programs in half the time that one of some hundred layers
    /// takes: the kernel looks for every name in every layer. In a store of somebody else, which has the packages but not what they are together,
    /// every tree is shown as a layer of its own.
    /// </summary>
    private EnvironmentRoot Show(ImmutableArray<JoinLayer> layers, Digest joined, CancellationToken cancellation)
    {
        if (store.IsReadOnly && !store.Contains(Cid.OfTree(joined)) && TryShowLayers(layers, cancellation) is { } root)
        {
            return root;
        }

        using IProgressTask task = progress.Begin("showing the root", 1);
        Keep(layers, joined, cancellation);
        string whole = store.View(joined, cancellation);
        task.Advance(1);
        return new EnvironmentRoot([whole], whole);
    }

    /// <summary>Shows each tree as a layer; <see langword="null"/>: they are more than can be laid one on the other.</summary>
    private EnvironmentRoot? TryShowLayers(ImmutableArray<JoinLayer> layers, CancellationToken cancellation)
    {
        // Packages without files of their own have the same tree, and overlayfs takes no directory twice; what the upper one has covers the lower one.
        Digest[] shown = [.. layers.Reverse().Select(layer => layer.Tree).Distinct()];
        if (shown.Length > PlanLimits.Layers)
        {
            return null;
        }

        using IProgressTask task = progress.Begin("showing the root", shown.Length);
        return new EnvironmentRoot(store.ViewAll(shown, () => task.Advance(1), cancellation), null);
    }

    /// <summary>Puts the joined tree into the store, if it is not there.</summary>
    private void Keep(ImmutableArray<JoinLayer> layers, Digest joined, CancellationToken cancellation)
    {
        if (store.Contains(Cid.OfTree(joined)))
        {
            return;
        }

        using TreeWriter writer = store.BeginTree();
        TreeJoin.Write(store, writer, [.. layers.Reverse().Select(layer => layer.Tree)], cancellation);
        Digest written = writer.Commit(cancellation);
        if (written != joined)
        {
            throw new InvalidOperationException($"joining gave {written} where it gave {joined} before");
        }
    }
}
