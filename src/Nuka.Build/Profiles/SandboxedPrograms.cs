using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Exec;
using Nuka.Platform.Files;
using Nuka.Platform.State;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <summary>
/// Shows programs through files that start them in the environment that they need: the base runtime, what the package needs to run, and the package, with the
/// caller's home, the temporary directory and the machine's directories that are not the system's, and the network only where the package says that it
/// needs it. The launcher starts a plan that lies ready; no .NET runs.
/// </summary>
/// <param name="options">What they are started with.</param>
public sealed class SandboxedPrograms(SandboxedProgramsOptions options) : IProgramExposure
{
    private static readonly ImmutableArray<string> Passed =
    [
        "COLORTERM", "COLUMNS", "EDITOR", "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LINES", "NO_COLOR", "PAGER", "TERM", "TZ", "VISUAL",
        "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY",
    ];

    /// <summary>Directories at the top of a machine that are the system's: the Filesystem Hierarchy Standard 3.0, section 3, and what Linux has besides.</summary>
    private static readonly FrozenSet<string> SystemNames = new[]
    {
        "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "lost+found", "proc", "root", "run", "sbin", "sys", "usr", "var",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Files of the machine that programs look names up in; each is shown where it is there.</summary>
    private static readonly ImmutableArray<string> Names = ["/etc/passwd", "/etc/group", "/etc/localtime"];

    private static readonly ImmutableArray<string> NetworkNames = ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/ssl/certs"];

    private readonly Dictionary<InstalledPackage, string> plans = [];

    /// <inheritdoc/>
    public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (!plans.TryGetValue(package, out string? plan))
        {
            plans.Add(package, plan = Write(Plan(package)));
        }

        const string Enter = "cd -- \"$0\" 2>/dev/null || echo \"nuka: $0 belongs to the system, and is not shown to this program\" >&2; exec \"$@\"";
        return ExposedProgram.Through(Encoding.UTF8.GetBytes(
            $"#!/bin/sh\n# {package.Name} {package.Version}, started in its environment.\n"
            + $"exec {Quote(options.Tools.Launcher)} --start {Quote(plan)} -- /bin/sh -c {Quote(Enter)} \"$PWD\" {Quote("/" + path)} \"$@\"\n"));
    }

    private SandboxPlan Plan(InstalledPackage package)
    {
        bool usesNetwork = package.UsesNetwork;
        HashSet<Digest> known = [.. options.Runtime.Value.Layers.Select(layer => layer.Tree)];
        Digest[] above = [.. package.Runs.Concat(package.Outputs.Select(output => output.Tree)).Where(tree => tree != Tree.Empty.Digest && known.Add(tree))];
        ImmutableArray<SandboxMount>.Builder mounts = ImmutableArray.CreateBuilder<SandboxMount>();
        mounts.AddRange(
            new ProcessMount { CoversMachine = options.IsRoot }, new DeviceMount(), new TemporaryMount("/run"));
        mounts.AddRange(Shown(Names).Concat(usesNetwork ? Shown(NetworkNames) : []));

        string[] places = [.. Places().Distinct(StringComparer.Ordinal)];
        mounts.AddRange(places.Select(place => new BindMount(place, place, BindAccess.Write) { Optional = true }));

        // What nuka believes lies there, and a program that is not trusted must not change it.
        string[] own = [.. new[] { options.State.Root, options.Store.DirectoryPath }.Select(RealPath.OrAsWritten).Distinct(StringComparer.Ordinal)];
        mounts.AddRange(own.Where(one => places.Any(place => PathNames.IsAtOrBelow(one, place))).Select(one => new TemporaryMount(one)));
        return new SandboxPlan
        {
            Roots = [new OverlayRoot([.. options.Store.ViewAll([.. above.Reverse()], () => { }), options.Runtime.Value.View])],
            MountPoint = PrivateDirectory.Make(options.State.MountPoint),
            WorkingDirectory = "/",
            Mounts = mounts.ToImmutable(),
            Network = usesNetwork ? SandboxNetwork.Host : SandboxNetwork.None,
            Environment = ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal,
                new Dictionary<string, string> { ["HOME"] = options.HomeDirectory, ["PATH"] = "/usr/bin:/usr/sbin:/bin:/sbin", ["USER"] = options.UserName, ["LANG"] = "C.UTF-8" }),
            PassedVariables = Passed,
            SystemCalls = new SystemCallPolicy { PretendsForeignOwners = options.IsRoot, RefusesSetId = options.IsRoot },
            Confinement = Confinement.For(LandlockVersion.Read(), ["/run", "/dev", "/proc", .. places]),
            Bubblewrap = options.Tools.Bubblewrap,
            Launcher = options.Tools.Launcher,
        };
    }

    /// <summary>Where people keep files: everything at the top of the machine that is not the system's, and the caller's home wherever it is.</summary>
    private IEnumerable<string> Places() => new DirectoryInfo("/").EnumerateDirectories()
        .Where(directory => directory.LinkTarget is null && !SystemNames.Contains(directory.Name)).Select(directory => directory.FullName)
        .Order(StringComparer.Ordinal).Append(options.HomeDirectory);

    private static IEnumerable<BindMount> Shown(ImmutableArray<string> paths) =>
        paths.Where(Path.Exists).Select(path => new BindMount(RealPath.OrAsWritten(path), path) { IsFile = File.Exists(path), Optional = true });

    /// <summary>Writes a plan under the name that its bytes give it: generations that start the same share it.</summary>
    private string Write(SandboxPlan plan)
    {
        byte[] bytes = PlanFile.Encode(plan);
        string file = Path.Combine(PrivateDirectory.Make(Path.Combine(options.State.Profiles, "plans")), Blake3.Hash(bytes).ToString());
        if (!File.Exists(file))
        {
            AtomicFile.Write(file, bytes, mode: 0x180);
        }

        return file;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
