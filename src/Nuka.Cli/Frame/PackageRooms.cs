using System.Collections.Immutable;
using Nuka.Build;
using Nuka.Build.Collecting;
using Nuka.Build.Profiles;
using Nuka.Build.Realisations;
using Nuka.Build.Roots;
using Nuka.Build.Sources;
using Nuka.Cli.Output;
using Nuka.Content.Trees;
using Nuka.Environments.Exec;
using Nuka.Formats.Nuon;
using Nuka.Graft.Download;
using Nuka.Graft.Registries;
using Nuka.Packages;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Packages.Shell;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processors;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Realise;
using Nuka.Projects.Runtimes;
using Nuka.Store;

namespace Nuka.Cli.Frame;

/// <summary>Opens the rooms that evaluate packages and build them.</summary>
/// <param name="context">The command's context.</param>
/// <param name="rooms">The rooms that all commands share.</param>
/// <param name="store">The store.</param>
internal sealed class PackageRooms(CommandContext context, Rooms rooms, ContentStore store)
{
    // Directories of package files that were named, as a person wrote them.
    private readonly Dictionary<string, string> directories = [];
    private readonly Lazy<RuntimeShelf> shelf = new(() => Rooms.Shelf(context));

    /// <summary>The directory of the packages that came with nuka.</summary>
    /// <param name="context">The command's context.</param>
    internal static string DirectoryIn(CommandContext context) => Path.Combine(context.ProgramDirectory, "packages");

    /// <summary>Whether what a person wrote is the path of a file, or the name of a package that came with nuka.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="written">What was written.</param>
    internal static bool IsOwn(CommandContext context, string written) => PackageSource.IsName(written)
        ? File.Exists(Path.Combine(DirectoryIn(context), written + PackageSource.Ending))
        : written.Contains('/', StringComparison.Ordinal) && written.EndsWith(PackageSource.Ending, StringComparison.Ordinal);

    /// <summary>Finds a package by what a person wrote: the path of a file, or the name of a package that came with nuka.</summary>
    /// <param name="written">What was written.</param>
    /// <returns>The package's name, and the set in which it has it.</returns>
    /// <exception cref="NukaException"><c>packages/no-package-file</c>, <c>packages/no-package</c>.</exception>
    internal (string Name, PackageSet Set) Find(string written)
    {
        PackageSet own = new(DirectoryIn(context));
        if (PackageSource.IsName(written))
        {
            return own.Names.Contains(written) ? (written, own) : throw new Problem("packages/no-package", $"no package `{written}` came with nuka")
            {
                Hints = [.. Spelling.Nearest(written, own.Names).Take(1).Select(name => $"did you mean `{name}`?"), $"a file of your own has a path   try: ./{written}.nu"],
            }.ToException();
        }

        string path = context.FullPath(written);
        string name = Path.GetFileName(path);
        if (!name.EndsWith(PackageSource.Ending, StringComparison.Ordinal) || !PackageSource.IsName(name[..^PackageSource.Ending.Length]))
        {
            throw new Problem("packages/no-package-file", $"`{written}` is neither a package that came with nuka nor a package file")
            {
                Reasons = ["a package file is called as its package, in small letters, digits, `-` and `_`, and `.nu`"],
                Hints = ["try: ./NAME.nu"],
            }.ToException();
        }

        string directory = Path.GetDirectoryName(path)!;
        directories.TryAdd(directory, Path.GetDirectoryName(written)!);
        return (name[..^PackageSource.Ending.Length], directory == own.Directory ? own : new PackageSet(directory, own));
    }

    /// <summary>Makes what evaluates packages; gets Nushell if it is not there. <c>NUKA_NU</c> names it elsewhere.</summary>
    /// <param name="set">The packages that there are.</param>
    /// <param name="level">The level of processors that is evaluated for; the lowest if none is named.</param>
    /// <param name="runsHere">Whether what comes of it is to run on this machine.</param>
    internal async Task<PackageCloser> OpenCloserAsync(PackageSet set, string? level, bool runsHere = false)
    {
        LocalSources sources = new(store, rooms.FindProgram("git"), context.Say, context.Cancellation);
        PackageTarget target = level is null ? Target : Target with { Level = Levels.Named(level, runsHere) };
        return new PackageCloser(set, await OpenEvaluatorAsync(), target, Runtime, sources.Import, new EvaluationCache(store));
    }

    /// <summary>The levels of processors that this machine runs.</summary>
    private LevelChoice Levels
    {
        get
        {
            string text = "";
            try
            {
                text = File.ReadAllText(context.ProcessorFile);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Nothing is told of the processors: they have what all of their architecture have.
            }

            return new LevelChoice(CpuFeatures.Read(Target.Architecture, text));
        }
    }

    /// <summary>This machine's platform, at the level that every processor of its architecture has.</summary>
    internal static PackageTarget Target => new PackageTarget("linux", Rooms.Architecture == "amd64" ? "x86_64" : "aarch64", "").Lowest;

    /// <summary>The programs that evaluating takes; gets Nushell if it is not there.</summary>
    internal async Task<EvaluatorTools> OpenEvaluatorAsync()
    {
        SandboxTools tools = rooms.SandboxTools;
        return new EvaluatorTools(await NushellAsync(), tools.Launcher, tools.Bubblewrap, rooms.WorkDirectory);
    }

    /// <summary>Finds packages by what a person wrote; they must be of one set, whose files are evaluated together.</summary>
    /// <param name="written">What was written, at least one.</param>
    /// <exception cref="UsageException">They lie in different directories.</exception>
    internal (string[] Names, PackageSet Set) FindAll(IReadOnlyList<string> written)
    {
        (string Name, PackageSet Set)[] packages = [.. written.Select(Find)];
        return packages.All(package => package.Set.Directory == packages[0].Set.Directory)
            ? ([.. packages.Select(package => package.Name)], packages[0].Set)
            : throw new UsageException(new Problem("cli/bad-value", "the package files lie in different directories")
            {
                Hints = ["name those of one directory at once"],
            });
    }

    /// <summary>Evaluates packages by what a person wrote: those of one directory together.</summary>
    /// <param name="written">What was written, at least one.</param>
    /// <param name="options">Options, of one package.</param>
    /// <param name="level">The level of processors that the person names.</param>
    /// <param name="runsHere">
    /// Whether they are to run on this machine: then the best level that each names and the machine has is chosen, if the person names none; else it is the lowest.
    /// </param>
    /// <returns>The packages, in the same order.</returns>
    /// <exception cref="UsageException">There are options for several packages.</exception>
    internal async Task<ImmutableArray<PackageIr>> CloseAllAsync(IReadOnlyList<string> written, string[] options, string? level, bool runsHere = false)
    {
        NuonRecord chosen = PackageOptions.Read(options);
        if (written.Count > 1 && chosen.Fields.Length > 0)
        {
            throw new UsageException(new Problem("cli/bad-value", "`--option` is for one package") { Hints = ["name packages with options one by one"] });
        }

        (string Name, PackageSet Set)[] found = [.. written.Select(Find)];
        Dictionary<(string, string), PackageIr> closed = [];
        foreach (IGrouping<string, (string Name, PackageSet Set)> group in found.GroupBy(package => package.Set.Directory))
        {
            PackageSet set = group.First().Set;
            await CloseAsync(set, group.Select(package => package.Name), level, runsHere);
            if (runsHere && level is null)
            {
                foreach (IGrouping<string, PackageIr> better in closed.Where(one => one.Key.Item1 == group.Key).Select(one => one.Value)
                    .Where(package => Levels.BestOf(package) is { } best && best != package.Level).GroupBy(package => Levels.BestOf(package)!).ToArray())
                {
                    await CloseAsync(set, better.Select(package => package.Name), better.Key, isForHere: false);
                }
            }
        }

        return [.. found.Select(package => closed[(package.Set.Directory, package.Name)])];

        async Task CloseAsync(PackageSet set, IEnumerable<string> wanted, string? at, bool isForHere)
        {
            string[] names = [.. wanted.Distinct()];
            PackageCloser closer = await OpenCloserAsync(set, at, isForHere);
            ImmutableArray<PackageIr> packages = await closer.CloseAllAsync([.. names.Select(name => (name, chosen))], context.Cancellation);
            foreach ((string name, PackageIr package) in names.Zip(packages))
            {
                closed[(set.Directory, name)] = package;
            }
        }
    }

    /// <summary>The path of a package's file, written as the person wrote paths; the name of one that came with nuka.</summary>
    private string Called(string name)
    {
        string file = name + PackageSource.Ending;
        return directories.Where(pair => File.Exists(Path.Combine(pair.Key, file))).Select(pair => pair.Value.Length == 0 ? $"./{file}" : $"{pair.Value}/{file}").FirstOrDefault(name);
    }

    /// <summary>Makes what builds packages.</summary>
    /// <param name="limits">What builds may take.</param>
    /// <param name="trusted">Keys whose word counts for this command.</param>
    internal async Task<PackageBuilder> OpenBuilderAsync(BuildLimits limits, IReadOnlyCollection<string> trusted)
    {
        ProjectRooms projects = rooms.OpenProjectRooms(store);
        Lazy<Fetcher> fetcher = new(rooms.MakeFetcher);
        SourceFetcher sources = new(new SourceFetcherOptions
        {
            Store = store,
            Downloader = projects.Downloader,
            Npm = projects.Npm,
            DebianSources = projects.Sources,
            NuGet = projects.NuGet,
            Python = new Lazy<PythonIndex>(() => new PythonIndex(rooms.RegistryFor(fetcher, "python", places => places.Python()))),
            Cargo = new Lazy<CargoIndex>(() => new CargoIndex(rooms.RegistryFor(fetcher, "cargo", places => places.Cargo()))),
            GoProxies = new Lazy<ImmutableArray<Uri>>(() => rooms.LockPlaces.Go()),
        });
        return new PackageBuilder(
            new BuildRooms
            {
                State = rooms.State,
                Store = store,
                Called = Called,
                Tools = rooms.SandboxTools,
                Architecture = Rooms.Architecture,
                IsRoot = projects.Host.Account.User == 0,
                Nushell = await NushellAsync(),
                Runtimes = async (runtime, grafts, cancellation) => Used(runtime.Label, await RealiseAsync(projects, shelf.Value.Find(runtime.Label)!, grafts, cancellation)),
                Book = new RealisationBook(store, rooms.Keys, trusted),
                Sources = sources.GetAsync,
                Progress = context.Progress,
                InUse = (rooms.OpenProfile(store).Current?.Packages ?? []).SelectMany(package => package.Keeps).Select(cid => cid.Digest).ToHashSet(),
                Taken = built => SignerPage.Show(context, built),
                Clock = context.Clock,
                OtherDisk = () => MemoryDisk.Find(projects.Host.Account.User),
                Output = context.Verbosity > Verbosity.Normal
                    ? (package, line) => context.Say(PrintableText.From(limits.Jobs > 1 ? $"{package.Name}> {line}" : line)) : null,
            },
            limits);
    }

    /// <summary>Makes what shows programs in a profile: static ones as they are, the others in the environment that they need.</summary>
    internal IProgramExposure OpenExposure()
    {
        if (context.DryRun)
        {
            return new StaticPrograms(store, new ForeseenPrograms());
        }

        ProjectRooms projects = rooms.OpenProjectRooms(store);
        return new StaticPrograms(store, new SandboxedPrograms(new SandboxedProgramsOptions
        {
            Store = store,
            State = rooms.State,
            Tools = rooms.SandboxTools,
            Runtime = new Lazy<RealisedRuntime>(() => LowestRuntime(projects)),
            HomeDirectory = projects.Host.HomeDirectory,
            UserName = projects.Host.UserName,
            IsRoot = projects.Host.Account.User == 0,
        }));
    }

    /// <summary>The runtime that lies below every package when it runs; brought here if it is not there.</summary>
    /// <returns>It, and its label: <c>base@1</c>.</returns>
    internal (string Label, RealisedRuntime Runtime) OpenLowestRuntime() => (LowestRuntimeName.Label, LowestRuntime(rooms.OpenProjectRooms(store)));

    private NamedRuntime LowestRuntimeName => shelf.Value.Runtimes.First(runtime => runtime.On is null);

    private RealisedRuntime LowestRuntime(ProjectRooms projects)
    {
        NamedRuntime lowest = LowestRuntimeName;
        RealisedRuntime runtime = RealiseAsync(projects, lowest, [], context.Cancellation).GetAwaiter().GetResult();
        if (!store.IsReadOnly)
        {
            // Older generations start on it too, so each one that was used stays.
            store.SetRoot($"runtime {lowest.Label} {Cid.OfTree(runtime.Joined)}", [Cid.OfTree(runtime.Joined)]);
        }

        return runtime;
    }

    /// <summary>The next build would fetch its toolchain again if the next collection took it.</summary>
    private RealisedRuntime Used(string label, RealisedRuntime runtime)
    {
        Cid joined = Cid.OfTree(runtime.Joined);
        new UsedRoots(store, context.Clock).Note($"runtime {label} {joined}", [.. runtime.Layers.Select(layer => Cid.OfTree(layer.Tree)).Append(joined).Distinct()]);
        return runtime;
    }

    private async Task<string> NushellAsync()
    {
        string? own = context.Environment.GetValueOrDefault("NUKA_NU");
        if (string.IsNullOrEmpty(own))
        {
            return await Nushell.GetAsync(store, rooms.MakeNpmRegistry(rooms.MakeFetcher()), context.Cancellation);
        }

        Nushell.Verify(context.FullPath(own));
        return context.FullPath(own);
    }

    private PackageRuntime? Runtime(string label) => shelf.Value.Find(label) is { Lock: { } locked } runtime && locked.Platform(Rooms.PlatformName) is { } platform
        ? new PackageRuntime(
            runtime.Name,
            runtime.Version,
            [.. platform.Packages.Select(graft => new GraftIr(graft.Archive, graft.Name, graft.Version, graft.Architecture, graft.Sha256, platform.Cleaning))])
        : null;

    private static async Task<RealisedRuntime> RealiseAsync(
        ProjectRooms projects, NamedRuntime named, ImmutableArray<LockedGraft> grafts, CancellationToken cancellation)
    {
        LockedPlatform platform = named.Lock!.Platform(Rooms.PlatformName)!;
        ImmutableArray<LockedPackage> more = [.. grafts.Select(Locked)];
        RealisedEnvironment made = await new RuntimeRealiser(projects).RealiseAsync(named, more, $"nuka lock {GraftLocking.Option} DIRECTORY", cancellation);
        return new RealisedRuntime(
            [
                .. platform.Packages.Concat(more).Zip(made.Trees, (graft, tree) => new OwnedTree($"{graft.Archive}:{graft.Name}", tree)),
                new OwnedTree(OwnedTree.Finish, made.Finish),
            ],
            made.Joined,
            made.Root.View ?? throw new InvalidOperationException("the store of somebody else shows no joined root"));
    }

    /// <summary>A graft is found by its digest, wherever the machine's own sources have it.</summary>
    private static LockedPackage Locked(LockedGraft graft) => new()
    {
        Archive = graft.Graft.Archive,
        Name = graft.Graft.Name,
        Version = graft.Graft.Version,
        Architecture = graft.Graft.Architecture,
        Sha256 = graft.Graft.Sha256,
        SizeBytes = graft.SizeBytes,
        Source = GraftLock.FileName,
        File = graft.File,
        Tree = default,
    };

    /// <summary>Programs that would be shown, if something were made to start them.</summary>
    private sealed class ForeseenPrograms : IProgramExposure
    {
        public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file) => ExposedProgram.Through([]);
    }
}
