using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Nuka.Build.Profiles;
using Nuka.Content.Hashing;
using Nuka.Environments.Exec;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Graft.Download;
using Nuka.Graft.Finish;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Registries;
using Nuka.Graft.Sources;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processes;
using Nuka.Platform.State;
using Nuka.Projects.Exec;
using Nuka.Projects.Runtimes;
using Nuka.Sandbox.Probing;
using Nuka.Store;
using Nuka.Trust.Keys;

namespace Nuka.Cli.Frame;

/// <summary>
/// Opens the rooms of one command with what they may not ask for themselves: directories, variables, programs, the clock. What
/// is opened here is closed with it.
/// </summary>
/// <param name="context">The command's context.</param>
internal sealed class Rooms(CommandContext context) : IDisposable
{
    // Where the C library looks the caller's name up; it would wait for a pipe there.
    private const string AccountTable = "/etc/passwd";

    private readonly List<IDisposable> opened = [];
    private ScratchDirectory? scratch;

    /// <summary>
    /// Whether everything stays as it is: the state is only read, and what cannot be answered without writing is written to a directory that is removed
    /// with the command.
    /// </summary>
    internal bool ChangesNothing { get; init; } = context.DryRun;

    /// <summary>The name of the profile that commands change.</summary>
    internal const string ProfileName = "default";

    /// <summary>The state directory.</summary>
    internal StateDirectory State { get; } = new(context.StateDirectory);

    /// <summary>The person's own profile.</summary>
    /// <param name="store">The store that has its trees.</param>
    internal Profile OpenProfile(ContentStore store) => new(State.Profiles, ProfileName, store, context.Clock);

    /// <summary>The keys.</summary>
    internal KeyRing Keys => new(State.Keys);

    /// <summary>The Debian architecture of this machine.</summary>
    /// <exception cref="NukaException"><c>cli/unsupported-machine</c>.</exception>
    internal static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => throw new Problem("cli/unsupported-machine", $"nuka does not know this machine's archives yet ({other})")
        {
            Hints = ["run it on x86-64 (amd64) or arm64"],
        }.ToException(),
    };

    /// <summary>The GNU triplet of this machine's library directory.</summary>
    internal static string Triplet => Architecture == "amd64" ? "x86_64-linux-gnu" : "aarch64-linux-gnu";

    /// <summary>The lock's name for this machine.</summary>
    internal static string PlatformName => Architecture == "amd64" ? "x86_64-linux" : "aarch64-linux";

    /// <summary>apt's configuration directory on this machine, if it has one; <c>NUKA_APT</c> names another, or none when empty.</summary>
    internal string? AptDirectory
    {
        get
        {
            string directory = context.Environment.GetValueOrDefault("NUKA_APT", "/etc/apt");
            return Directory.Exists(directory) ? directory : null;
        }
    }

    /// <summary>Where apt keeps package files that it fetched, if it does.</summary>
    internal static string? AptCacheDirectory => Directory.Exists("/var/cache/apt/archives") ? "/var/cache/apt/archives" : null;

    /// <summary>The machine and its caller.</summary>
    internal HostFacts Host => new()
    {
        Account = Account.Current,
        UserName = HostFile.Look(AccountTable).Oddity is null ? Environment.UserName : Account.Current.User.ToString(CultureInfo.InvariantCulture),
        HomeDirectory = context.Environment.GetValueOrDefault("HOME") is { } home && Path.IsPathRooted(home) ? Path.TrimEndingDirectorySeparator(home)
            : "/tmp",
        Variables = context.Environment,
        CertificateBundle = HostFacts.CertificateBundlePlaces.FirstOrDefault(place => HostFile.Look(place).IsThere),
    };

    /// <summary>The sources of packages that this machine has.</summary>
    internal SourceList Sources => SourcesFor(Architecture);

    private SourceList SourcesFor(string architecture) => SourceList.Read(new SourceListSettings
    {
        AptDirectory = AptDirectory,
        OwnDirectory = State.OwnSources,
        Architectures = [architecture],
    });

    /// <summary>The programs that make sandboxes.</summary>
    /// <exception cref="NukaException"><c>cli/missing-program</c>.</exception>
    internal SandboxTools SandboxTools => new(
        Path.Combine(context.ProgramDirectory, "nuka"),
        RequireProgram("bwrap", "bubblewrap"),
        FindProgram("xdg-dbus-proxy"),
        FindProgram("slirp4netns"));

    /// <summary>The named runtimes that lie beside the program.</summary>
    /// <param name="context">The command's context.</param>
    internal static RuntimeShelf Shelf(CommandContext context) => RuntimeShelf.Read(Path.Combine(context.ProgramDirectory, "runtimes"));

    /// <summary>Opens the store; made when absent. <c>NUKA_STORE</c> names one elsewhere, such as one that root keeps for all.</summary>
    /// <param name="looksAtViews">Whether the views that are there are to be looked at, where nothing is changed, and none is shown.</param>
    internal ContentStore OpenStore(bool looksAtViews = false)
    {
        string? elsewhere = context.Environment.GetValueOrDefault("NUKA_STORE");
        string directory = string.IsNullOrEmpty(elsewhere) ? State.Store : context.FullPath(elsewhere);
        string? views = string.IsNullOrEmpty(elsewhere) ? null : State.Views;
        bool isThere = Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any();
        if (ChangesNothing)
        {
            views = looksAtViews ? views : Scratch.Views;
        }
        else
        {
            PrivateDirectory.Make(views ?? State.Root);
            if (views is not null && !OperatingSystem.IsWindows())
            {
                // One that an older nuka made is open to all: whoever may read a file may lock it, and hold its owner up.
                File.SetUnixFileMode(views, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return Keep(ContentStore.Open(new StoreOptions
        {
            Directory = ChangesNothing && !isThere ? Scratch.Store : directory,
            ReadOnly = ChangesNothing && isThere,
            ViewsDirectory = views,
            TimeProvider = context.Clock,
            Progress = context.Progress,
        }));
    }

    /// <summary>Where something may be written for the time of this command.</summary>
    internal string WorkDirectory => PrivateDirectory.Make(ChangesNothing ? Scratch.Work : State.Work);

    private StateDirectory Scratch => new((scratch ??= Keep(new ScratchDirectory(context.Environment.GetValueOrDefault("TMPDIR", "/tmp")))).Path);

    /// <summary>Where answers and files from elsewhere are kept.</summary>
    private string Downloads => ChangesNothing && !context.Offline ? Scratch.Downloads : State.Downloads;

    /// <summary>Finds the project at hand.</summary>
    /// <exception cref="NukaException">There is none; see <see cref="ProjectPlace.Find"/>.</exception>
    internal ProjectPlace FindProject() => ProjectPlace.Find(context.WorkingDirectory, State, context.IsDirectoryNamed);

    /// <summary>Opens what a project's commands work with.</summary>
    internal ProjectRooms OpenProjectRooms()
    {
        // Before anything is made: a state directory inside the project is refused, and must not have been begun there.
        ExecPlanner.RefuseVisibleState(State, FindProject().Directory, PermissionSet.Empty);
        ExecPlanner.RefuseSharedState(State);
        return OpenProjectRooms(OpenStore());
    }

    /// <summary>Opens what environments are made with, whether for a project or not.</summary>
    /// <param name="store">The store.</param>
    internal ProjectRooms OpenProjectRooms(ContentStore store)
    {
        Lazy<Fetcher> fetcher = new(MakeFetcher);
        return new ProjectRooms
        {
            State = State,
            Store = store,
            Downloader = new Lazy<Downloader>(() => MakeDownloader(fetcher.Value)),
            Archive = new Lazy<DebianArchive>(() => MakeArchive(fetcher.Value)),
            Sources = new Lazy<SourceList>(() => Sources),
            ForeignArchive = architecture => (MakeArchive(fetcher.Value, architecture), SourcesFor(architecture)),
            Npm = new Lazy<NpmRegistry>(() => MakeNpmRegistry(fetcher.Value)),
            Shelf = new Lazy<RuntimeShelf>(() => Shelf(context)),
            NuGet = new Lazy<NuGetSource>(() => MakeNuGetSource(fetcher.Value)),
            Finish = (packages, cancellation) => Task.Run(() => MakeFinish(store, packages, cancellation), cancellation),
            Host = Host,
            Tools = new Lazy<SandboxTools>(() => SandboxTools),
            Clock = context.Clock,
            Progress = context.Progress,
            Architecture = Architecture,
            Platform = PlatformName,
            AptCacheDirectory = AptCacheDirectory,
            SourceFiles =
            [
                State.OwnSources,
                .. AptDirectory is { } apt ? new[] { Path.Combine(apt, "sources.list"), Path.Combine(apt, "sources.list.d") } : [],
            ],
            IsOffline = context.Offline,
        };
    }

    /// <summary>Makes what reads npm's registry, at the address that npm itself would use here.</summary>
    /// <param name="fetcher">What opens addresses.</param>
    internal NpmRegistry MakeNpmRegistry(Fetcher fetcher) => new(new NpmRegistryOptions
    {
        Address = new Lazy<Uri?>(() => NpmAddress.Find(context, FindProgram("npm"))),
        Fetcher = fetcher,
        Downloader = new Lazy<Downloader>(() => MakeDownloader(fetcher)),
        Directory = Path.Combine(Downloads, "npm"),
        Time = ChangesNothing ? null : context.Clock,
        IsOffline = context.Offline,
    });

    /// <summary>Makes what reads the sources of NuGet that its settings name here.</summary>
    /// <param name="fetcher">What opens addresses.</param>
    internal NuGetSource MakeNuGetSource(Fetcher fetcher) => new(new NuGetSourceOptions
    {
        Feeds = new Lazy<ImmutableArray<NuGetFeed>>(() => NuGetPlaces.Find(context)),
        Authorities = new Lazy<SigningRoots>(SigningRoots.OfMicrosoft),
        Fetcher = fetcher,
        Downloader = new Lazy<Downloader>(() => MakeDownloader(fetcher)),
        Directory = Path.Combine(Downloads, "nuget"),
        Time = ChangesNothing ? null : context.Clock,
        IsOffline = context.Offline,
    });

    private Digest MakeFinish(ContentStore store, ImmutableArray<GraftedPackage> packages, CancellationToken cancellation)
    {
        FinishResult result = FinishLayer.Build(
            new FinishInput
            {
                Packages = packages,
                Store = store,
                Tools = new BuildTools(
                    RequireProgram("bwrap", "bubblewrap"), RequireProgram("unshare", "util-linux"), RequireProgram("mount", "mount"), RequireProgram("sh", "dash")),
                WorkDirectory = PrivateDirectory.Make(State.Work),
            },
            context.Progress,
            cancellation);
        foreach (string notice in result.Notices)
        {
            context.SayVerbose(notice);
        }

        return result.Tree;
    }

    /// <summary>How registries of a language are reached whose answers are kept.</summary>
    /// <param name="fetcher">What opens addresses.</param>
    /// <param name="language">The language, which names the directory of the answers.</param>
    /// <param name="find">Finds their addresses.</param>
    internal RegistryOptions RegistryFor(Lazy<Fetcher> fetcher, string language, Func<LockPlaces, ImmutableArray<Uri>> find) => new()
    {
        Addresses = new Lazy<ImmutableArray<Uri>>(() => find(LockPlaces)),
        Fetcher = fetcher.Value,
        Directory = Path.Combine(Downloads, language),
        Time = ChangesNothing ? null : context.Clock,
        IsOffline = context.Offline,
    };

    /// <summary>Where package managers get things on this machine.</summary>
    internal LockPlaces LockPlaces => new(context.Environment, FindProgram);

    /// <summary>Makes what opens addresses, with this machine's proxies.</summary>
    internal Fetcher MakeFetcher() => Keep(new Fetcher(new FetcherSettings
    {
        Apt = AptDirectory is { } apt ? AptConfiguration.Read(apt) : AptConfiguration.Empty,
        ArchiveAddresses = [.. Sources.Entries.SelectMany(source => source.Mirrors)],
        HttpProxy = Variable("http_proxy", "HTTP_PROXY"),
        HttpsProxy = Variable("https_proxy", "HTTPS_PROXY"),
        NoProxy = Variable("no_proxy", "NO_PROXY"),
    }));

    /// <summary>Makes what gets files by their digests.</summary>
    /// <param name="fetcher">What opens addresses.</param>
    internal Downloader MakeDownloader(Fetcher fetcher) => new(new DownloaderOptions
    {
        Directory = Downloads,
        Fetcher = fetcher,
        Time = context.Clock,
        Progress = context.Progress,
        IsOffline = context.Offline,
    });

    /// <summary>Makes the archive of all sources.</summary>
    /// <param name="fetcher">What opens addresses.</param>
    /// <param name="foreign">Another architecture than this machine's, of which only the packages are listed.</param>
    internal DebianArchive MakeArchive(Fetcher fetcher, string? foreign = null)
    {
        string part = foreign is null ? "" : Path.Combine("foreign", foreign);
        string kept = Path.Combine(State.Sources, part);
        // Where nothing may be changed, an index that is there is used as it is; only where there is none, one is fetched, and thrown away again.
        bool fixedIndex = ChangesNothing && !DebianArchive.ReadState(kept).Releases.IsEmpty;
        return new DebianArchive(new ArchiveOptions
        {
            Directory = ChangesNothing && !fixedIndex ? Path.Combine(Scratch.Sources, part) : kept,
            WithContents = foreign is null,
            AptDirectory = AptDirectory,
            GpgvPath = RequireProgram("gpgv", "gpgv"),
            LibraryTriplet = Triplet,
            Fetcher = fetcher,
            Time = context.Clock,
            Progress = context.Progress,
            IsOffline = context.Offline || fixedIndex,
        });
    }

    /// <summary>Finds a program: beside nuka itself, as a release has them, else on the PATH.</summary>
    /// <param name="name">Its name.</param>
    internal string? FindProgram(string name) =>
        context.Environment.GetValueOrDefault("PATH", "/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Prepend(Path.Combine(context.ProgramDirectory, "bin"))
            .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    /// <summary>Finds a program that must be there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="package">The Debian package that has it, for the hint.</param>
    /// <exception cref="NukaException"><c>cli/missing-program</c>.</exception>
    internal string RequireProgram(string name, string package) => FindProgram(name)
        ?? throw new Problem("cli/missing-program", $"the program {name} is missing")
        {
            Reasons = ["it is neither beside nuka nor on the PATH"],
            Hints = [$"try: apt-get install {package}", "try: nuka doctor"],
        }.ToException();

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int index = opened.Count - 1; index >= 0; index--)
        {
            opened[index].Dispose();
        }
    }

    private string? Variable(string lower, string upper) =>
        context.Environment.GetValueOrDefault(lower) ?? context.Environment.GetValueOrDefault(upper);

    private T Keep<T>(T room)
        where T : IDisposable
    {
        opened.Add(room);
        return room;
    }
}
