using System.Collections.Immutable;
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

    private const string VerdictName = "verdict";

    /// <summary>What surrounds each run.</summary>
    internal EvaluationConditions Conditions => tools.Conditions;

    /// <summary>The pipe, as a script sees it, that says whether the files are pure.</summary>
    internal string Verdict => $"{Conditions.Directory}/{VerdictName}";

    /// <summary>Starts Nushell with a script.</summary>
    /// <param name="library">What nuka gives to every package.</param>
    /// <param name="packages">What lies in the directory of package files.</param>
    /// <param name="script">The script; it may read its verdict from <see cref="Verdict"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException">What starting a sandbox throws.</exception>
    internal EvaluationRun Start(
        IReadOnlyList<GivenFile> library,
        IReadOnlyList<GivenFile> packages,
        string script,
        CancellationToken cancellation)
    {
        string directory = Path.Combine(tools.WorkDirectory, $"eval-{Path.GetRandomFileName()}");
        Stack<string> made = [];
        NamedPipe? verdict = null;
        try
        {
            Directory.CreateDirectory(tools.WorkDirectory);
            MakeDirectory(directory, made);
            foreach (GivenFile given in packages)
            {
                string file = Path.Combine(directory, given.Path);
                MakeDirectory(Path.GetDirectoryName(file)!, made);
                made.Push(file);
                File.WriteAllBytes(file, given.Content.Span);
            }

            made.Push(Path.Combine(directory, VerdictName));
            verdict = NamedPipe.Create(made.Peek());
            return new EvaluationRun(
                SandboxConversation.Start(
                    Plan(library, directory), Command(script), tools.WorkDirectory, TimeSpan.FromSeconds(PackageLimits.Seconds), cancellation),
                made,
                verdict);
        }
        catch
        {
            verdict?.Dispose();
            EvaluationRun.Remove(made);
            throw;
        }
    }

    private static void MakeDirectory(string directory, Stack<string> made)
    {
        if (!Directory.Exists(directory))
        {
            MakeDirectory(Path.GetDirectoryName(directory)!, made);
            made.Push(directory);
            Directory.CreateDirectory(directory);
        }
    }

    /// <summary>The sandbox of one run.</summary>
    internal SandboxPlan Plan(IReadOnlyList<GivenFile> library, string packages)
    {
        string empty = Path.Combine(tools.WorkDirectory, "empty");
        string mount = Path.Combine(tools.WorkDirectory, "mount");
        Directory.CreateDirectory(empty);
        Directory.CreateDirectory(mount);

        // Written out, here and in the other files of this directory: what is generated for queries over structures would be compiled at every start.
        ImmutableArray<SandboxMount>.Builder mounts = ImmutableArray.CreateBuilder<SandboxMount>();
        mounts.Add(new BindMount(tools.Nushell, "/nu") { IsFile = true });
        mounts.Add(new SymlinkMount("/proc/self/exe", "/nu")); // Nushell wants to know its own path; the real /proc it never gets
        foreach (GivenFile file in library)
        {
            mounts.Add(new FileMount(file.Path, [.. file.Content.Span]));
        }

        mounts.Add(new BindMount(packages, Conditions.Directory));
        return new SandboxPlan
        {
            Roots = [new ViewRoot(empty)],
            MountPoint = mount,
            HostName = Conditions.HostName,
            UserId = Conditions.UserId,
            GroupId = Conditions.UserId,
            WorkingDirectory = Conditions.Directory,
            Mounts = mounts.ToImmutable(),
            Environment = Conditions.Variables,
            SystemCalls = new SystemCallPolicy { Processes = false, Sockets = false, Debugging = false },
            Confinement = Confinement.For(LandlockVersion.Read(), []),
            Bubblewrap = tools.Bubblewrap,
            Launcher = tools.Launcher,
        };
    }

    /// <summary>Nushell with a script.</summary>
    private string[] Command(string script) => ["/nu", "--no-config-file", "--no-std-lib", "--no-history", "-I", Library, "-c", Conditions.Filler + script];

    /// <summary>Runs a script in a sandbox, as long as an evaluation may take.</summary>
    internal SandboxResult Run(SandboxPlan plan, string script, CancellationToken cancellation)
    {
        using SandboxConversation conversation =
            SandboxConversation.Start(plan, Command(script), tools.WorkDirectory, TimeSpan.FromSeconds(PackageLimits.Seconds), cancellation);
        return EvaluationRun.Patiently(conversation.Finish);
    }

    /// <summary>A text that is a part of this room.</summary>
    internal static string Resource(string name) => EmbeddedFile.ReadText(typeof(EvaluationSandbox).Assembly, name);
}
