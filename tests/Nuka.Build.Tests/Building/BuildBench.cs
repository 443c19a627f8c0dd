using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Nuka.Build.Realisations;
using Nuka.Build.Roots;
using Nuka.Build.Sources;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Exec;
using Nuka.Formats.Nuon;
using Nuka.Formats.Tests.Nuon;
using Nuka.Packages;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Platform.State;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Store;
using Nuka.Trust.Keys;

namespace Nuka.Build.Tests.Building;

/// <summary>
/// A directory of package files, and everything that builds them for real: evaluator, store, sandbox. The runtime is this machine's C library and loader alone;
/// build steps use what Nushell itself can do.
/// </summary>
public abstract class BuildBench : IDisposable
{
    private static readonly string[] RuntimeFiles = ["usr/lib/x86_64-linux-gnu/libc.so.6", "usr/lib64/ld-linux-x86-64.so.2"];

    private readonly LauncherBuild launcher;
    private readonly bool isOwn;
    private readonly string top;
    private DirectoryInfo? otherDisk;

    protected BuildBench(LauncherBuild launcher, string? place = null, Action<string>? beforeStep = null)
    {
        this.launcher = launcher;
        isOwn = place is null;
        top = place ?? Directory.CreateTempSubdirectory("nuka-build-").FullName;
        Set = Directory.CreateDirectory(Path.Combine(top, "set")).FullName;
        State = new StateDirectory(Directory.CreateDirectory(Path.Combine(top, "state")).FullName);
        Store = ContentStore.Open(new StoreOptions { Directory = State.Store, TimeProvider = TimeProvider.System, BeforeStep = beforeStep });
    }

    protected string Set { get; }

    protected StateDirectory State { get; }

    protected ContentStore Store { get; }

    /// <summary>Names of packages whose sources were asked for: those that were really built, in order.</summary>
    protected List<string> Begun { get; } = [];

    public void Dispose()
    {
        Store.Dispose();
        GC.SuppressFinalize(this);
        otherDisk?.Delete(recursive: true);
        if (!isOwn)
        {
            return;
        }

        Processes.Run(new ProcessStartInfo("chmod", ["-R", "u+rwX", top]));
        Directory.Delete(top, recursive: true);
    }

    /// <summary>Writes a package whose step has only Nushell.</summary>
    protected void Package(string name, string step, string packages = "", string source = "[]", string more = "")
    {
        string[] names = packages.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string use = names.Length == 0 ? "" : $"use pkgs [{packages}]\n";
        Write($"{name}.nu", $"{use}export def main [] {{\n  derivation {name} \"1\" {source} [{string.Join(' ', names.Select(one => "$" + one))}] {more} {{|pkgs, src, args|\n{step}\n  }}\n}}\n");
    }

    protected void Write(string name, string text)
    {
        string path = Path.Combine(Set, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
    }

    /// <summary>Compiles a library or program into the set, for a package to take as a local source.</summary>
    protected void Compile(string path, string code, params string[] arguments)
    {
        Write(path + ".c", code);
        Outcome outcome = Processes.Run(new ProcessStartInfo("gcc", ["-nostartfiles", "-o", Path.Combine(Set, path), Path.Combine(Set, path + ".c"), .. arguments]));
        Assert.True(outcome.Code == 0, outcome.Errors);
        File.Delete(Path.Combine(Set, path + ".c"));
    }

    protected async Task<PackageIr> CloseAsync(string name, string level = "x86-64-v1", NuonRecord? options = null)
    {
        Assert.SkipWhen(Nushell.ProgramPath is null, "Nushell cannot be had");
        PackageCloser closer = new(
            new PackageSet(Set),
            new EvaluatorTools(Nushell.ProgramPath, launcher.Executable, "/usr/bin/bwrap", top),
            new PackageTarget("linux", "x86_64", level),
            label => label == "base" ? Runtime : null,
            new LocalSources(Store, git: null, _ => { }, TestContext.Current.CancellationToken).Import);
        return await closer.CloseAsync(name, options ?? new NuonRecord([]), TestContext.Current.CancellationToken);
    }

    protected PackageBuilder Builder(
        BuildLimits? limits = null, RealisationBook? book = null, Action<BuiltPackage>? taken = null, IReadOnlySet<Digest>? inUse = null)
    {
        SourceFetcher fetcher = new(new SourceFetcherOptions
        {
            Store = Store,
            Downloader = new(() => throw new InvalidOperationException("nothing is fetched")),
            DebianSources = new(() => throw new InvalidOperationException("nothing is fetched")),
            Npm = new(() => throw new InvalidOperationException("nothing is fetched")),
        });
        BuildRooms rooms = new()
        {
            State = State,
            Store = Store,
            Tools = new SandboxTools(launcher.Executable, "/usr/bin/bwrap", null),
            Architecture = "amd64",
            IsRoot = Environment.IsPrivilegedProcess,
            Nushell = Nushell.ProgramPath!,
            Runtimes = (_, grafts, _) => Task.FromResult(grafts.IsEmpty ? Realised.Value : WithGrafts(Realised.Value, grafts)),
            Sources = (package, cancellation) =>
            {
                lock (Begun)
                {
                    Begun.Add(package.Name);
                }

                return fetcher.GetAsync(package, cancellation);
            },
            Book = book ?? new RealisationBook(Store, new KeyRing(State.Keys), []),
            OtherDisk = () => Directory.Exists("/dev/shm") ? (otherDisk ??= Directory.CreateDirectory($"/dev/shm/nuka-build-{Guid.NewGuid():N}")).FullName : null,
            Progress = SilentProgress.Instance,
            Clock = TimeProvider.System,
            Taken = taken,
            InUse = inUse ?? ImmutableHashSet<Digest>.Empty,
        };
        return new PackageBuilder(rooms, limits ?? new BuildLimits());
    }

    protected async Task<BuiltPackage> BuildAsync(string name, BuildLimits? limits = null)
    {
        try
        {
            return await TryBuildAsync(name, limits);
        }
        catch (NukaException error)
        {
            Assert.Fail($"{error.Message}\n{string.Join('\n', error.Problem.Reasons)}");
            throw;
        }
    }

    protected async Task<Problem> RefusalAsync(string name, BuildLimits? limits = null) =>
        (await Assert.ThrowsAsync<NukaException>(() => TryBuildAsync(name, limits))).Problem;

    private async Task<BuiltPackage> TryBuildAsync(string name, BuildLimits? limits) =>
        await Builder(limits).BuildAsync(await CloseAsync(name), TestContext.Current.CancellationToken);

    /// <summary>The text of a file in a built package's first output.</summary>
    protected string Text(BuiltPackage package, string path) => File.ReadAllText(Path.Combine(Store.View(package.Outputs[0].Tree), path));

    /// <summary>Files of this machine that the runtime has besides, as paths below the root.</summary>
    protected virtual IEnumerable<string> MoreRuntimeFiles => [];

    /// <summary>The runtime with grafts that packages name.</summary>
    protected virtual RealisedRuntime WithGrafts(RealisedRuntime runtime, ImmutableArray<LockedGraft> grafts) =>
        throw new InvalidOperationException("no package here names a graft");

    private static PackageRuntime Runtime { get; } = new("base", "1", []);

    private Lazy<RealisedRuntime> Realised => new(() =>
    {
        using TreeWriter writer = Store.BeginTree();
        foreach (string file in RuntimeFiles.Concat(MoreRuntimeFiles).Distinct())
        {
            writer.AddFile(Encoding.UTF8.GetBytes(file), executable: true, File.ReadAllBytes("/" + file));
        }

        writer.AddSymlink("lib"u8, "usr/lib"u8);
        writer.AddSymlink("lib64"u8, "usr/lib64"u8);
        Digest tree = writer.Commit(TestContext.Current.CancellationToken);
        return new RealisedRuntime([new OwnedTree("deb:libc6", tree)], tree, Store.View(tree));
    });
}
