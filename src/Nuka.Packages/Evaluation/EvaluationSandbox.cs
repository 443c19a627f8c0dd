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
    /// <summary>Where modules are looked for.</summary>
    internal const string Library = "/lib";

    /// <summary>What surrounds each run.</summary>
    internal EvaluationConditions Conditions => tools.Conditions;

    /// <summary>Runs a script.</summary>
    /// <param name="library">What nuka gives to every package, by path inside.</param>
    /// <param name="packages">What lies in the directory of package files, by path in it.</param>
    /// <param name="script">The script.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException"><c>packages/too-long</c>; what starting a sandbox throws.</exception>
    internal async Task<SandboxResult> RunAsync(
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> library,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> packages,
        string script,
        CancellationToken cancellation)
    {
        string directory = Path.Combine(tools.WorkDirectory, $"eval-{Guid.NewGuid():N}");
        try
        {
            foreach ((string path, ReadOnlyMemory<byte> content) in packages)
            {
                string file = Path.Combine(directory, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllBytesAsync(file, content, cancellation);
            }

            return await RunAsync(Plan(library, directory), script, cancellation);
        }
        finally
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    /// <summary>The sandbox of one run.</summary>
    internal SandboxPlan Plan(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> library, string packages)
    {
        string empty = Path.Combine(tools.WorkDirectory, "empty");
        string mount = Path.Combine(tools.WorkDirectory, "mount");
        Directory.CreateDirectory(empty);
        Directory.CreateDirectory(mount);
        return new SandboxPlan
        {
            Roots = [new ViewRoot(empty)],
            MountPoint = mount,
            HostName = Conditions.HostName,
            UserId = Conditions.UserId,
            GroupId = Conditions.UserId,
            WorkingDirectory = Conditions.Directory,
            Mounts =
            [
                new BindMount(tools.Nushell, "/nu") { IsFile = true },

                // Nushell wants to know its own path; the real /proc it never gets.
                new SymlinkMount("/proc/self/exe", "/nu"),
                .. library.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new FileMount(file.Key, [.. file.Value.Span])),
                new BindMount(packages, Conditions.Directory),
            ],
            Environment = Conditions.Variables,
            SystemCalls = new SystemCallPolicy { Processes = false, Sockets = false, Debugging = false },
            Confinement = Confinement.For(LandlockVersion.Read(), []),
            Bubblewrap = tools.Bubblewrap,
            Launcher = tools.Launcher,
        };
    }

    /// <summary>Runs a script in a sandbox, as long as an evaluation may take.</summary>
    internal async Task<SandboxResult> RunAsync(SandboxPlan plan, string script, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(PackageLimits.Seconds));
        try
        {
            return await SandboxProcess.RunAsync(
                plan, ["/nu", "--no-config-file", "--no-std-lib", "--no-history", "-I", Library, "-c", Conditions.Filler + script], tools.WorkDirectory, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new Problem("packages/too-long", $"evaluating the package took more than {PackageLimits.Seconds} s")
            {
                Hints = ["look for a loop that does not end, and move work to the build step"],
            }.ToException();
        }
    }

    /// <summary>A text that is a part of this room.</summary>
    internal static string Resource(string name) => EmbeddedFile.ReadText(typeof(EvaluationSandbox).Assembly, name);
}
