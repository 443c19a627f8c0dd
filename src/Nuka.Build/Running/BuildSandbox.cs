using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Build.Roots;
using Nuka.Build.Safety;
using Nuka.Build.Sources;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Packages.Steps;
using Nuka.Platform.Files;
using Nuka.Platform.Processors;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;

namespace Nuka.Build.Running;

/// <summary>
/// Plans the sandbox of a build: the root read-only, no network (but in an impure build), nothing of the machine but the build's own directory; a fixed user, host, time zone and
/// locale. What a build can see beside that is the kernel and the processor.
/// </summary>
/// <param name="rooms">What building takes.</param>
internal sealed class BuildSandbox(BuildRooms rooms)
{
    /// <summary>1980-01-02T00:00Z, the time of every file in a view of the store (specs/store.md).</summary>
    private const string SourceDate = "315619200";

    /// <summary>What of the machine a build with the network finds names and certificates by.</summary>
    private static readonly ImmutableArray<string> NetworkFiles = ["/etc/resolv.conf", "/etc/ssl/certs"];

    /// <summary>Where libraries go: the directory of the machine's own in Debian's multiarch layout, which the loader and the linker of the runtimes search first.</summary>
    private string LibraryDirectory => rooms.Architecture == "arm64" ? "/usr/lib/aarch64-linux-gnu" : "/usr/lib/x86_64-linux-gnu";

    /// <summary>Plans.</summary>
    /// <param name="package">The package.</param>
    /// <param name="root">What it is built in.</param>
    /// <param name="sources">Its sources.</param>
    /// <param name="directory">The directory of the build on this machine; its parts are made.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="around">What it sees of where it runs.</param>
    /// <param name="cancellation">Stops showing the root.</param>
    internal SandboxPlan Plan(
        PackageIr package,
        BuildRoot root,
        ImmutableArray<FetchedSource> sources,
        string directory,
        BuildLimits limits,
        Surroundings around,
        CancellationToken cancellation)
    {
        ImmutableArray<SandboxMount>.Builder mounts = ImmutableArray.CreateBuilder<SandboxMount>();
        mounts.AddRange(
            new ProcessMount { CoversMachine = rooms.IsRoot }, new DeviceMount(), new TemporaryMount("/tmp", Mode: 0x3FF), new TemporaryMount("/run"),
            new BindMount(rooms.Nushell, BuildPlaces.Shell) { IsFile = true },
            new FileMount(BuildPlaces.Script, [.. Encoding.UTF8.GetBytes(BuildScript.Of(package, sources.Length, limits))]),
            new FileMount($"{BuildPlaces.Modules}/steps/mod.nu", [.. Encoding.UTF8.GetBytes(StepCommands.For(package.Build))]),
            new BindMount(Made(directory, "build"), BuildPlaces.Work, BindAccess.Write));
        mounts.AddRange(package.ImpureReason is null ? [] : NetworkFiles.Where(Path.Exists).Select(
            path => new BindMount(RealPath.OrAsWritten(path), path) { IsFile = File.Exists(path), Optional = true }));
        mounts.AddRange(Accounts(around).Select(file => new FileMount(file.Path, [.. Encoding.UTF8.GetBytes(file.Text)])));
        mounts.AddRange(package.Outputs.Select(output => new BindMount(Made(directory, BuildPlaces.DirectoryOf(output)), BuildPlaces.OutputOf(output), BindAccess.Write)));
        ImmutableArray<string> layers = root.Show(rooms.Store, cancellation);
        mounts.AddRange(CompilerWatch.Of(layers).Mounts(directory));
        ImmutableArray<string> writable = ["/tmp", "/run", "/dev", "/proc", BuildPlaces.Work, .. package.Outputs.Select(BuildPlaces.OutputOf)];
        return new SandboxPlan
        {
            Roots = [new OverlayRoot(layers)],
            MountPoint = PrivateDirectory.Make(rooms.State.MountPoint),
            HostName = around.HostName,
            UserId = around.User,
            GroupId = around.User,
            WorkingDirectory = BuildPlaces.Start(sources.Length),
            Mounts = mounts.ToImmutable(),
            Network = package.ImpureReason is null ? SandboxNetwork.None : SandboxNetwork.Host,
            Environment = Variables(package, sources, around),
            Confinement = Confinement.For(LandlockVersion.Read(), writable),
            Bubblewrap = rooms.Tools.Bubblewrap,
            Launcher = rooms.Tools.Launcher,
        };
    }

    private static IEnumerable<(string Path, string Text)> Accounts(Surroundings around) =>
    [
        ("/etc/passwd", string.Create(CultureInfo.InvariantCulture, $"root:x:0:0:root:/root:/bin/sh\n{around.UserName}:x:{around.User}:{around.User}:{around.UserName}:{BuildPlaces.Work}:/bin/sh\n")),
        ("/etc/group", string.Create(CultureInfo.InvariantCulture, $"root:x:0:\n{around.UserName}:x:{around.User}:\n")),
        ("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n"),
    ];

    private ImmutableSortedDictionary<string, string> Variables(PackageIr package, ImmutableArray<FetchedSource> sources, Surroundings around)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        variables.AddRange(new Dictionary<string, string>
        {
            ["HOME"] = BuildPlaces.Work,
            ["LC_ALL"] = "C.UTF-8",
            ["LOGNAME"] = around.UserName,
            ["CFLAGS"] = Optimised(package),
            ["CXXFLAGS"] = Optimised(package),
            ["NUKA_LIBDIR"] = LibraryDirectory,
            ["NUKA_JOBS"] = around.Cores.ToString(CultureInfo.InvariantCulture),
            ["PATH"] = "/usr/bin:/usr/sbin:/bin:/sbin",
            ["PERL_HASH_SEED"] = "0",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["PYTHONHASHSEED"] = "0",
            ["SHELL"] = "/bin/sh",
            ["SOURCE_DATE_EPOCH"] = SourceDate,
            ["TMPDIR"] = "/tmp",
            ["TZ"] = "UTC0",
            ["USER"] = around.UserName,
            ["ZERO_AR_DATE"] = "1",
        });
        if (CpuLevels.Find(package.Level) is { } level && CpuLevels.Lowest(level.Architecture) != level)
        {
            variables["NUKA_CPU"] = level.Compiler; // only where it says more than compilers do by themselves
        }

        IEnumerable<(string, string)> ofSources = sources.Zip(BuildPlaces.Sources(sources.Length))
            .SelectMany(source => source.First.VariablesAt($"{BuildPlaces.Work}/{source.Second}")).Select(pair => (pair.Key, pair.Value));
        foreach ((string name, string value) in ofSources.Concat(BuildPlaces.Variables(package)))
        {
            variables[name] = value;
        }

        foreach (NuonField variable in package.Variables.Fields)
        {
            variables[variable.Name] = ((NuonString)variable.Value).Value;
        }

        return variables.ToImmutable();
    }

    /// <summary>
    /// What C and C++ are compiled with where a package does not say otherwise, the instructions of the level that it is built for among it. Programs record it; what
    /// keeps the build's directory out of names of source files is therefore given to the compilers themselves.
    /// </summary>
    private static string Optimised(PackageIr package)
    {
        string machine = CpuLevels.Find(package.Level) is { } level ? $" -march={level.Compiler}" : "";
        return $"-O2{machine} -fstack-protector-strong -D_FORTIFY_SOURCE=2";
    }

    private static string Made(string directory, string name) => PrivateDirectory.Make(Path.Combine(directory, name));
}
