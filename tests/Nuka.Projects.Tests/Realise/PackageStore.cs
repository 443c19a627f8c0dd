using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Download;
using Nuka.Graft.NuGet;
using Nuka.Platform.Progress;
using Nuka.Projects.Locks;
using Nuka.Projects.Realise;
using Nuka.Store;

namespace Nuka.Projects.Tests.Realise;

/// <summary>A store, and packages that dpkg-deb makes for it; their finish layer holds one link as a maintainer script would set it.</summary>
internal sealed class PackageStore : IDisposable
{
    private readonly TemporaryProject directory = new();
    private readonly Fetcher fetcher = new(new FetcherSettings());
    private readonly List<PackageOrder> orders = [];

    public PackageStore()
    {
        Store = ContentStore.Open(new StoreOptions { Directory = Path.Combine(directory.Directory, "store"), TimeProvider = TimeProvider.System });
        Downloader downloader = new(new DownloaderOptions
        {
            Directory = Directory.CreateDirectory(Path.Combine(directory.Directory, "downloads")).FullName,
            Fetcher = fetcher,
            Time = TimeProvider.System,
        });
        Lazy<NuGetSource> none = new(() => throw new InvalidOperationException("no package here is one of NuGet"));
        Realiser = new EnvironmentRealiser(
            Store, new Lazy<Downloader>(downloader), none, CleaningPolicy.Development, (_, cancellation) => Task.FromResult(Finish(cancellation)), SilentProgress.Instance);
    }

    public ContentStore Store { get; }

    public EnvironmentRealiser Realiser { get; }

    public IReadOnlyList<PackageOrder> Orders => orders;

    /// <summary>Makes a package of the files that <paramref name="fill"/> puts into its root.</summary>
    public PackageStore With(string name, string fields, Action<TemporaryProject> fill)
    {
        using TemporaryProject root = new();
        fill(root);
        root.Write("DEBIAN/control", $"Package: {name}\nVersion: 1\nArchitecture: amd64\nMaintainer: a test <test@example.org>\n{fields}Description: a test\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(root.Directory, (UnixFileMode)0x1ED);
        }

        string file = Path.Combine(directory.Directory, $"{name}.deb");
        Run(root.Directory, "dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", root.Directory, file);
        byte[] bytes = File.ReadAllBytes(file);
        orders.Add(new PackageOrder
        {
            Archive = "deb",
            Name = name,
            Version = "1",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            SizeBytes = bytes.Length,
            Candidates = [new Uri(file)],
        });
        return this;
    }

    /// <summary>Lets the last package stand in a directory of its own.</summary>
    public PackageStore Privately(string prefix)
    {
        orders[^1] = orders[^1] with { Prefix = prefix };
        return this;
    }

    /// <summary>A package with a library that a C compiler makes.</summary>
    public PackageStore WithLibrary(string name, string soName, string fields = "") => With(name, fields, root =>
    {
        root.Write("usr/lib/x86_64-linux-gnu/empty", "");
        root.Write("a.c", "int of(void) { return 0; }\n");
        Run(root.Directory, "cc", "-shared", "-fPIC", "-nostdlib", $"-Wl,-soname,{soName}", "-o", $"usr/lib/x86_64-linux-gnu/{soName}", "a.c");
        File.Delete(Path.Combine(root.Directory, "a.c"));
    });

    /// <summary>The lock's part for an environment of all packages.</summary>
    public LockedPlatform Lock(RealisedEnvironment environment) => new()
    {
        Name = "x86_64-linux",
        CpuLevel = "x86-64-v1",
        Cleaning = CleaningPolicy.Development.Identity,
        Finish = Cid.OfTree(environment.Finish),
        Root = Cid.OfTree(environment.Joined),
        Packages =
        [
            .. orders.Zip(environment.Trees, (order, tree) => new LockedPackage
            {
                Archive = "deb", Name = order.Name, Version = "1", Architecture = "amd64", Sha256 = order.Sha256, SizeBytes = order.SizeBytes, Source = "s",
                File = $"{order.Name}.deb", Tree = Cid.OfTree(tree), Prefix = order.Prefix,
            }),
        ],
    };

    public void Dispose()
    {
        Store.Dispose();
        fetcher.Dispose();
        directory.Dispose();
    }

    private Digest Finish(CancellationToken cancellation)
    {
        using TreeWriter writer = Store.BeginTree();
        writer.AddSymlink("usr/lib/x86_64-linux-gnu/libblas.so.3"u8, "/etc/alternatives/libblas.so.3"u8);
        return writer.Commit(cancellation);
    }

    private static void Run(string directory, string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, $"{program} cannot do this here");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not on this machine");
        }
    }
}
