using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Realise;
using GraftLock = Nuka.Graft.Resolve.LockedPackage;
using LockedPackage = Nuka.Projects.Locks.LockedPackage;

namespace Nuka.Projects.Exec;

/// <summary>Answers a question with a lock whose every tree is in the store.</summary>
/// <param name="rooms">The rooms.</param>
public sealed class ProjectLocker(ProjectRooms rooms)
{
    /// <summary>Solves, realises, and writes down the answer.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="catalogue">The archives, open.</param>
    /// <param name="before">The lock until now, from which as little as possible changes; <see langword="null"/> for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">The question has no answer, or a package cannot be had.</exception>
    public async Task<(EnvironmentLock Lock, RealisedEnvironment Environment)> LockAsync(
        LockQuestion question, ArchiveCatalogue catalogue, EnvironmentLock? before, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(catalogue);
        ImmutableArray<PlacedPackage> records = Resolve(question, catalogue, before);
        cancellation.ThrowIfCancellationRequested();
        ImmutableArray<RegistryOrder> modules = await new RegistryOrders(rooms, rooms.Architecture).MakeAsync(question.RegistryPackages, cancellation);
        RealisedEnvironment environment = await MakeRealiser().RealiseAsync(
            [.. records.Select(record => PackageOrders.Of(record, rooms.AptCacheDirectory)), .. modules.Select(module => module.Order)], cancellation);
        return (Describe(question, records, modules, environment, before), environment);
    }

    /// <summary>Solves, and does nothing else.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="catalogue">The archives, open.</param>
    /// <param name="before">The lock until now; <see langword="null"/> for none.</param>
    /// <exception cref="NukaException">The question has no answer.</exception>
    /// <param name="choose">Chooses among the packages of Debian archives; <see langword="null"/> for all of them.</param>
    public ImmutableArray<ForeseenPackage> Foresee(
        LockQuestion question, ArchiveCatalogue catalogue, EnvironmentLock? before, Func<ImmutableArray<PlacedPackage>, ImmutableArray<PlacedPackage>>? choose = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(catalogue);
        ImmutableArray<PlacedPackage> packages = Resolve(question, catalogue, before);
        return
        [
            .. (choose is null ? packages : choose(packages)).Select(package => new ForeseenPackage(
                PackageOrders.Of(package, null).Owner, package.Record.Version, package.Record.SizeBytes)),
            .. question.RegistryPackages.Select(pick => new ForeseenPackage($"{pick.Archive}:{pick.Name}", pick.Version, 0)),
        ];
    }

    /// <summary>Brings the environment of a lock into the store, or finds it there.</summary>
    /// <param name="platform">The lock's answer for this machine.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">
    /// <c>projects/lock-differs</c>: the same packages gave other trees than the lock says; a package cannot be had.
    /// </exception>
    public Task<RealisedEnvironment> RealiseAsync(LockedPlatform platform, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return RealiseAsync(platform, platform.Packages, platform.Finish, platform.Root, cancellation);
    }

    /// <summary>Brings packages into the store that no lock names together: what they become together nobody has written down.</summary>
    /// <param name="locked">Packages of one lock, and their sources.</param>
    /// <param name="more">Packages that stand elsewhere, without a source: whichever of the machine's own has them.</param>
    /// <param name="renewal">How a person takes other versions of these.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">A package cannot be had, is not what it should be, or has a path that another one has too.</exception>
    internal async Task<RealisedEnvironment> RealiseTogetherAsync(
        LockedPlatform locked, ImmutableArray<LockedPackage> more, string renewal, CancellationToken cancellation)
    {
        using ArchiveCatalogue? catalogue = TryOpenCatalogue();
        PackageOrder[] below = Orders(locked, locked.Packages, catalogue?.Packages, rooms.AptCacheDirectory);
        LockedPlatform anywhere = locked with { Sources = [.. more.Select(package => package.Source).Distinct().Select(id => new LockedSource(id, "", "", null, null))] };
        string[] mirrors = [.. rooms.Sources.Value.Entries.Where(entry => !entry.IsFlat).SelectMany(entry => entry.Mirrors).Distinct(StringComparer.Ordinal)];
        PackageOrder[] above =
        [
            .. more.Zip(Orders(anywhere, more, catalogue?.Packages, rooms.AptCacheDirectory), (package, order) => order with
            {
                Renewal = renewal,
                Candidates = [.. order.Candidates.Concat(mirrors.Select(mirror => SourceAddress.Join(mirror, package.File))).Distinct()],
            }),
        ];
        return await MakeRealiser().RealiseAsync([.. below, .. above], cancellation);
    }

    /// <summary>Brings the run set of a lock into the store, or finds it there; of the other packages nothing is fetched.</summary>
    /// <param name="platform">The lock's answer for this machine, with a run set.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">As <see cref="RealiseAsync(LockedPlatform, CancellationToken)"/>.</exception>
    public Task<RealisedEnvironment> RealiseRunAsync(LockedPlatform platform, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(platform);
        LockedRunSet set = platform.Run ?? throw new ArgumentException("the platform has no run set", nameof(platform));
        return RealiseAsync(platform, RunPackages(platform), set.Finish, set.Root, cancellation);
    }

    /// <summary>Makes the run set's own finish layer and root, from trees that the store has.</summary>
    /// <param name="platform">The answer for this machine, with the packages marked.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<RealisedEnvironment> RealiseRunSetAsync(LockedPlatform platform, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return MakeRealiser().RealiseAsync(Orders(platform, RunPackages(platform), null, rooms.AptCacheDirectory), cancellation);
    }

    /// <summary>Shows the environment of a lock, if all of it is in the store.</summary>
    /// <param name="platform">The lock's answer for this machine.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException"><c>projects/lock-differs</c>.</exception>
    public RealisedEnvironment? TryShow(LockedPlatform platform, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return TryShow(platform, platform.Packages, platform.Finish, platform.Root, cancellation);
    }

    private RealisedEnvironment? TryShow(LockedPlatform platform, ImmutableArray<LockedPackage> packages, Cid finish, Cid root, CancellationToken cancellation)
    {
        ImmutableArray<Digest> trees = [.. packages.Select(package => package.Tree.Digest)];
        PackageOrder[] orders = Orders(platform, packages, index: null, aptCacheDirectory: null);
        RealisedEnvironment? ready = MakeRealiser().TryShow(orders, trees, finish.Digest, cancellation);
        return ready is null || ready.Joined == root.Digest ? ready : throw Differs(platform, packages, finish, root, ready);
    }

    private async Task<RealisedEnvironment> RealiseAsync(
        LockedPlatform platform, ImmutableArray<LockedPackage> packages, Cid finish, Cid root, CancellationToken cancellation)
    {
        if (TryShow(platform, packages, finish, root, cancellation) is { } ready)
        {
            return ready;
        }

        EnvironmentRealiser realiser = MakeRealiser();
        using ArchiveCatalogue? catalogue = TryOpenCatalogue();
        LockedReleases.RequireSame(platform, catalogue?.State ?? ArchiveState.Empty);
        RealisedEnvironment made = await realiser.RealiseAsync(Orders(platform, packages, catalogue?.Packages, rooms.AptCacheDirectory), cancellation);
        return made.Joined == root.Digest ? made : throw Differs(platform, packages, finish, root, made);
    }

    private static PackageOrder[] Orders(LockedPlatform platform, ImmutableArray<LockedPackage> packages, PackageIndex? index, string? aptCacheDirectory) =>
        [.. packages.Select(package => PackageOrders.Of(package, platform, index, aptCacheDirectory))];

    private static ImmutableArray<LockedPackage> RunPackages(LockedPlatform platform) => [.. platform.Packages.Where(package => package.Run)];

    /// <summary>What a running program needs to be kept of an environment.</summary>
    /// <param name="environment">The environment.</param>
    public static ImmutableArray<Cid> Keeps(RealisedEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        IEnumerable<Digest> trees = environment.Trees.Append(environment.Finish);
        // Where the joined tree is shown as one directory, it is what a program runs in.
        return [.. (environment.Root.View is null ? trees : trees.Append(environment.Joined)).Distinct().Select(Cid.OfTree)];
    }

    /// <summary>What has to be kept of an environment so that it can be shown again without a network.</summary>
    /// <param name="environment">The environment.</param>
    public static ImmutableArray<Cid> KeepsForLater(RealisedEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return [.. Keeps(environment).Concat(environment.Controls.Select(Cid.OfTree)).Distinct()];
    }

    /// <summary>A package of a registry as a lock has it.</summary>
    internal static LockedPackage Describe(RegistryOrder module, Cid tree) => new()
    {
        Archive = module.Order.Archive,
        Name = module.Order.Name,
        Version = module.Order.Version,
        Architecture = module.Architecture,
        Sha256 = module.Order.Sha256,
        SizeBytes = module.Order.SizeBytes,
        Source = module.Source.Id,
        File = module.File,
        Tree = tree,
        Prefix = module.Order.Prefix,
    };

    /// <summary>A package of a Debian archive as a lock has it.</summary>
    internal static LockedPackage Describe(PlacedPackage package, Cid tree) => new()
    {
        Archive = "deb",
        Name = package.Record.Name,
        Version = package.Record.Version,
        Architecture = package.Record.Architecture,
        Sha256 = package.Record.Sha256,
        SizeBytes = package.Record.SizeBytes,
        Source = package.Record.Release.Name,
        File = package.Record.FileName,
        Tree = tree,
        Prefix = package.Prefix,
    };

    /// <summary>The sources of packages as a lock has them.</summary>
    internal static ImmutableArray<LockedSource> SourcesOf(ImmutableArray<PlacedPackage> packages, ImmutableArray<RegistryOrder> modules) =>
    [
        .. packages.Select(package => package.Record.Release).DistinctBy(release => release.Name).OrderBy(release => release.Name, StringComparer.Ordinal)
            .Select(release => new LockedSource(release.Name, release.Uri, release.Suite, release.Date, release.ReleaseSha256)),
        .. modules.Select(module => module.Source).Distinct(),
    ];

    /// <summary>Brings the packages that another machine chose for this platform into the store, and writes down what they became.</summary>
    /// <param name="known">The lock.</param>
    /// <param name="open">Its answer for this machine, which is open.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">A package cannot be had.</exception>
    public async Task<(EnvironmentLock Lock, RealisedEnvironment Environment)> CompleteAsync(
        EnvironmentLock known, LockedPlatform open, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(open);
        using ArchiveCatalogue? catalogue = TryOpenCatalogue();
        RealisedEnvironment made = await MakeRealiser().RealiseAsync(Orders(open, open.Packages, catalogue?.Packages, rooms.AptCacheDirectory), cancellation);
        LockedPlatform whole = open with
        {
            Cleaning = CleaningPolicy.Development.Identity,
            Root = Cid.OfTree(made.Joined),
            Finish = Cid.OfTree(made.Finish),
            Packages = [.. open.Packages.Zip(made.Trees, (package, tree) => package with { Tree = Cid.OfTree(tree) })],
        };
        return (known with { Platforms = known.Platforms.Replace(open, whole) }, made);
    }

    private ImmutableArray<PlacedPackage> Resolve(LockQuestion question, ArchiveCatalogue catalogue, EnvironmentLock? before) =>
        Resolve(question, catalogue.Packages, new ResolveOptions { Architecture = rooms.Architecture, Clock = rooms.Clock }, before?.Platform(rooms.Platform));

    /// <summary>Chooses the packages of a question: those of the root, then those in directories of their own.</summary>
    internal static ImmutableArray<PlacedPackage> Resolve(LockQuestion question, PackageIndex index, ResolveOptions options, LockedPlatform? before)
    {
        ILookup<string, GraftLock> locked = (before?.Packages ?? []).Where(package => package.Archive == "deb")
            .ToLookup(package => package.Prefix, package => new GraftLock(package.Name, package.Version, package.Architecture), StringComparer.Ordinal);
        ImmutableArray<PackageRecord> root =
            [.. new DebianResolver(index, options with { Locked = [.. locked[string.Empty]] }).Resolve(question.Requests).Packages.Select(package => package.Record)];
        return
        [
            .. root.Select(record => new PlacedPackage(record, string.Empty)),
            .. PrivateResolver.Resolve(index, options, root, question.PrivateRequests, locked),
        ];
    }

    private EnvironmentRealiser MakeRealiser() =>
        new(rooms.Store, rooms.Downloader, rooms.NuGet, CleaningPolicy.Development, rooms.Finish, rooms.Progress);

    private ArchiveCatalogue? TryOpenCatalogue()
    {
        try
        {
            return rooms.Archive.Value.Open();
        }
        catch (NukaException none) when (none.Problem.Code == "graft/no-index")
        {
            // A lock is enough: it names the files and where they lay.
            return null;
        }
    }

    private EnvironmentLock Describe(
        LockQuestion question, ImmutableArray<PlacedPackage> records, ImmutableArray<RegistryOrder> modules, RealisedEnvironment environment, EnvironmentLock? before)
    {
        LockedPlatform platform = new()
        {
            Name = rooms.Platform,
            CpuLevel = PlatformName.CpuLevel(rooms.Platform),
            Cleaning = CleaningPolicy.Development.Identity,
            Finish = Cid.OfTree(environment.Finish),
            Root = Cid.OfTree(environment.Joined),
            Variables = question.Variables,
            Sources = SourcesOf(records, modules),
            Packages =
            [
                .. records.Zip(environment.Trees, (record, tree) => Describe(record, Cid.OfTree(tree))),
                .. modules.Zip(environment.Trees.Skip(records.Length), (order, tree) => Describe(order, Cid.OfTree(tree))),
            ],
        };

        // What another machine locked is an answer to the same question, or none.
        IEnumerable<LockedPlatform> others = (before?.Platforms ?? []).Where(other => other.Name != rooms.Platform && before!.Request == question.Digest);
        return new EnvironmentLock
        {
            Request = question.Digest,
            Runtimes = question.Runtimes,
            Needs = question.Needs,
            Observed = question.Observed,
            Platforms = [.. others.Append(platform).OrderBy(one => one.Name, StringComparer.Ordinal)],
        };
    }

    private static NukaException Differs(
        LockedPlatform platform, ImmutableArray<LockedPackage> packages, Cid finish, Cid root, RealisedEnvironment made) =>
        new Problem("projects/lock-differs", "the locked packages gave another environment than the lock says")
        {
            Reasons =
            [
                $"the lock says {root}",
                $"this machine made {Cid.OfTree(made.Joined)}",
                Difference(platform, packages, finish, made),
            ],
            Hints = ["make the lock anew   try: nuka update"],
        }.ToException();

    /// <summary>The first thing that came out differently: which rules made it is what a person can look into.</summary>
    private static string Difference(LockedPlatform platform, ImmutableArray<LockedPackage> packages, Cid finish, RealisedEnvironment made)
    {
        if (platform.Cleaning != CleaningPolicy.Development.Identity)
        {
            return "the lock was made by other cleaning rules";
        }

        LockedPackage? other = packages.Zip(made.Trees).Where(pair => pair.First.Tree.Digest != pair.Second).Select(pair => pair.First).FirstOrDefault();
        return other is not null ? $"the file of {other.Archive}:{other.Name} is the same, and its tree is another"
            : finish.Digest != made.Finish ? "the packages are the same, and what their installation does came out differently: another nuka made the lock, or a script is not deterministic"
            : "the packages and the finish layer are the same, and were joined differently";
    }
}
