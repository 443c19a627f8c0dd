using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nuka.Build.Sources;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Graft.Download;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Registries;
using Nuka.Graft.Sources;
using Nuka.Graft.Tests.Download;
using Nuka.Graft.Tests.Unpack;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Tests.Sources;

/// <summary>A store, a server on the loopback address, and what fetches the sources of packages from it.</summary>
internal sealed class SourceBench : IDisposable
{
    private readonly StoreFixture store = new();
    private readonly Fetcher fetcher = new(new FetcherSettings());

    internal SourceBench()
    {
        Served = Directory.CreateDirectory(File("served")).FullName;
        Server = new LoopbackServer(Served);
    }

    internal StoreFixture Store => store;

    internal LoopbackServer Server { get; }

    /// <summary>The directory that the server shows.</summary>
    internal string Served { get; }

    /// <summary>Whether nothing may be fetched.</summary>
    internal bool IsOffline { get; set; }

    /// <summary>The addresses of the machine's archives of Debian packages.</summary>
    internal string[] Archives { get; set; } = [];

    /// <summary>The machine's registry of npm.</summary>
    internal string? Registry { get; set; }

    /// <summary>The service indexes of the machine's sources of NuGet.</summary>
    internal string[] Feeds { get; set; } = [];

    /// <summary>The machine's indexes of Python packages.</summary>
    internal string[] PythonIndexes { get; set; } = [];

    /// <summary>The machine's registries of Cargo.</summary>
    internal string[] CargoIndexes { get; set; } = [];

    /// <summary>The machine's proxies of Go modules.</summary>
    internal string[] GoProxies { get; set; } = [];

    /// <summary>Where downloads are kept.</summary>
    internal string Downloads { get; set; } = "downloads";

    public void Dispose()
    {
        Server.Dispose();
        fetcher.Dispose();
        store.Dispose();
    }

    internal string File(string name) => Path.Combine(store.Path, name);

    /// <summary>Writes a file, for the server if its name begins with <c>served/</c>.</summary>
    internal string Write(string name, byte[] content)
    {
        string path = File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    internal string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    internal SourceFetcher Fetcher(Func<SourceFetcherOptions, SourceFetcherOptions>? change = null)
    {
        Lazy<Downloader> downloader = new(() => new Downloader(new DownloaderOptions
        {
            Directory = File(Downloads),
            Fetcher = fetcher,
            Time = TimeProvider.System,
            FirstWait = TimeSpan.FromMilliseconds(1),
            IsOffline = IsOffline,
        }));
        SourceFetcherOptions options = new()
        {
            Store = store.Store,
            Downloader = downloader,
            DebianSources = new Lazy<SourceList>(() => SourceList.Of(Archives.Select(Archive))),
            Npm = new Lazy<NpmRegistry>(() => new NpmRegistry(new NpmRegistryOptions
            {
                Address = new Lazy<Uri?>(() => Registry is null ? null : new Uri(Registry)),
                Fetcher = fetcher,
                Downloader = downloader,
                Directory = File("npm"),
                IsOffline = IsOffline,
            })),
        };
        options = options with
        {
            Python = new Lazy<PythonIndex>(() => new PythonIndex(Registries(PythonIndexes))),
            Cargo = new Lazy<CargoIndex>(() => new CargoIndex(Registries(CargoIndexes))),
            GoProxies = Addresses(GoProxies),
            NuGet = new Lazy<NuGetSource>(() => new NuGetSource(new NuGetSourceOptions
            {
                Feeds = new Lazy<ImmutableArray<NuGetFeed>>(() => [.. Feeds.Select(feed => new NuGetFeed(feed, new Uri(feed)))]),
                Authorities = new Lazy<SigningRoots>(SigningRoots.OfMicrosoft),
                Fetcher = fetcher,
                Downloader = downloader,
                Directory = File("nuget"),
                IsOffline = IsOffline,
            })),
        };
        return new SourceFetcher(change?.Invoke(options) ?? options);
    }

    private RegistryOptions Registries(string[] addresses) => new()
    {
        Addresses = Addresses(addresses),
        Fetcher = fetcher,
        Directory = File("answers"),
        IsOffline = IsOffline,
    };

    private static Lazy<ImmutableArray<Uri>> Addresses(string[] addresses) => new(() => [.. addresses.Select(address => new Uri(address))]);

    internal async Task<Digest> Fetch(byte[] content, string name, params string[] addresses) =>
        (await Fetcher().GetAsync(Package(Fetched(content, name, addresses)), TestContext.Current.CancellationToken))[0].Tree;

    internal async Task<Problem> Refusal(params (NuonRecord Identity, NuonRecord About)[] sources) =>
        (await Assert.ThrowsAsync<NukaException>(() => Fetcher().GetAsync(Package(sources), TestContext.Current.CancellationToken))).Problem;

    /// <summary>A source to fetch; without a name it is unpacked.</summary>
    internal static (NuonRecord Identity, NuonRecord About) Fetched(byte[] content, string name, params string[] addresses) =>
        Fetched(Convert.ToHexStringLower(SHA256.HashData(content)), name, addresses);

    internal static (NuonRecord Identity, NuonRecord About) Fetched(string sha256, string name, params string[] addresses)
    {
        NuonString digest = new(sha256);
        NuonRecord identity = name.Length == 0
            ? Record(("kind", new NuonString("fetch")), ("sha256", digest), ("unpack", new NuonBoolean(true)))
            : Record(("kind", new NuonString("fetch")), ("name", new NuonString(name)), ("sha256", digest), ("unpack", new NuonBoolean(false)));
        return (identity, Record(("addresses", new NuonList([.. addresses.Select(address => new NuonString(address))]))));
    }

    internal static (NuonRecord Identity, NuonRecord About) Local(Cid cid) =>
        (Record(("cid", new NuonString(cid.ToString())), ("kind", new NuonString("local"))), Record(("path", new NuonString("data"))));

    internal static (NuonRecord Identity, NuonRecord About) Locked(Cid cid, string manager) =>
        (Record(("cid", new NuonString(cid.ToString())), ("kind", new NuonString("lock")), ("manager", new NuonString(manager))), Record(("path", new NuonString("data"))));

    /// <summary>A lock file, in the store as evaluating a package takes it.</summary>
    internal (NuonRecord Identity, NuonRecord About) Locked(string text, string name, string manager)
    {
        using TreeWriter writer = store.Store.BeginTree();
        writer.AddFile(Encoding.UTF8.GetBytes(name), executable: false, Encoding.UTF8.GetBytes(text));
        return Locked(Cid.OfTree(writer.Commit(TestContext.Current.CancellationToken)), manager);
    }

    internal static PackageRuntime Runtime { get; } = new("base", "1", []);

    /// <summary>A package that is made from these sources and nothing else.</summary>
    internal static PackageIr Package(params (NuonRecord Identity, NuonRecord About)[] sources) => new(
        Record(
            ("name", new NuonString("tool")),
            ("platform", Record(("build", new NuonString("linux/x86_64")), ("host", new NuonString("linux/x86_64")))),
            ("sources", new NuonList([.. sources.Select(source => source.Identity)])),
            ("version", new NuonString("1.0"))),
        Record(("sources", new NuonList([.. sources.Select(source => source.About)]))),
        Runtime,
        []);

    internal static NuonRecord Record(params (string Name, NuonValue Value)[] fields) =>
        new([.. fields.Select(field => new NuonField(field.Name, field.Value))]);

    private static SourceEntry Archive(string address) => new()
    {
        Uri = address,
        Suite = "stable",
        Components = ["main"],
        Architectures = ["amd64"],
        Mirrors = [address],
        Place = new Place("sources.list", 1, 1),
    };
}
