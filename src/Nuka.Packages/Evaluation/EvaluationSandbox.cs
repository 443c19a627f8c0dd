using System.Collections.Immutable;
using System.Text;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;

namespace Nuka.Packages.Evaluation;

/// <summary>
/// Runs Nushell where it can see the package file and what nuka gives it, and nothing else: no network, no sockets, no processes, no file of the machine,
/// nothing to write to, a fixed environment.
/// </summary>
/// <param name="tools">The programs.</param>
internal sealed class EvaluationSandbox(EvaluatorTools tools)
{
    /// <summary>Where the package file is seen.</summary>
    internal const string PackageDirectory = "/pkg";

    private const string Library = "/lib";

    /// <summary>Runs a script.</summary>
    /// <param name="files">What it can read, by path inside.</param>
    /// <param name="script">The script.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException"><c>packages/too-long</c>; what starting a sandbox throws.</exception>
    internal async Task<SandboxResult> RunAsync(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, string script, CancellationToken cancellation)
    {
        string empty = Path.Combine(tools.WorkDirectory, "empty");
        string mount = Path.Combine(tools.WorkDirectory, "mount");
        Directory.CreateDirectory(empty);
        Directory.CreateDirectory(mount);
        SandboxPlan plan = new()
        {
            Roots = [new ViewRoot(empty)],
            MountPoint = mount,
            HostName = "nuka",
            UserId = 65534,
            GroupId = 65534,
            WorkingDirectory = PackageDirectory,
            Mounts =
            [
                new BindMount(tools.Nushell, "/nu") { IsFile = true },

                // Nushell wants to know its own path; the real /proc it never gets.
                new SymlinkMount("/proc/self/exe", "/nu"),
                .. files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new FileMount(file.Key, [.. file.Value.Span])),
            ],
            Environment = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("HOME", "/homeless").Add("TZ", "UTC0"),
            SystemCalls = new SystemCallPolicy { Processes = false, Sockets = false, Debugging = false },
            Confinement = Confinement.For(LandlockVersion.Read(), []),
            Bubblewrap = tools.Bubblewrap,
            Launcher = tools.Launcher,
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(PackageLimits.Seconds));
        try
        {
            return await SandboxProcess.RunAsync(
                plan, ["/nu", "--no-config-file", "--no-std-lib", "--no-history", "-I", Library, "-c", script], tools.WorkDirectory, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new Problem("packages/too-long", $"evaluating the package took more than {PackageLimits.Seconds} s")
            {
                Hints = ["look for a loop that does not end, and move work to the build step"],
            }.ToException();
        }
    }

    /// <summary>The files that every run has: the prelude, and the modules that are made for it.</summary>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="target">The content of the module <c>target</c>.</param>
    internal static Dictionary<string, ReadOnlyMemory<byte>> Modules(IEnumerable<string> packages, string target)
    {
        StringBuilder set = new("# One reference for each package; made by nuka.\n");
        foreach (string name in packages.Order(StringComparer.Ordinal))
        {
            set.Append("export const ").Append(name).Append(" = {nuka: ref, name: \"").Append(name).Append("\"}\n");
        }

        return new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [$"{Library}/nuka/mod.nu"] = Encoding.UTF8.GetBytes(Resource("prelude.nu")),
            [$"{Library}/pkgs/mod.nu"] = Encoding.UTF8.GetBytes(set.ToString()),
            [$"{Library}/target/mod.nu"] = Encoding.UTF8.GetBytes(target),
        };
    }

    /// <summary>A text that is a part of this room.</summary>
    internal static string Resource(string name) => EmbeddedFile.ReadText(typeof(EvaluationSandbox).Assembly, name);
}
