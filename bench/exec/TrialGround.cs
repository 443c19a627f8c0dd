using System.Collections.Immutable;
using System.Diagnostics;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;

namespace Nuka.Bench.Exec;

/// <summary>
/// A root of many layers with the host's /usr in it, a front command with a plan kept for it, and the same root as one directory for those who
/// take one.
/// </summary>
internal sealed class TrialGround : IDisposable
{
    private const int FreshnessCount = 40;

    internal TrialGround(string launcher, int layerCount)
    {
        Home = Directory.CreateTempSubdirectory("nuka-bench-").FullName;
        Project = Make("project");
        Root = Make("root");
        Front = Path.Combine(Make("program"), "nuka");
        File.Copy(launcher, Front);
        File.SetUnixFileMode(Front, (UnixFileMode)0x1ED);
        foreach (string name in (string[])["usr", "etc", "proc", "dev", "tmp", "run", "home", "var"])
        {
            Make($"root/{name}");
        }

        Directory.CreateDirectory(Root + Project);
        string links = Make("layers/links");
        foreach (string name in (string[])["bin", "sbin", "lib", "lib64"])
        {
            File.CreateSymbolicLink(Path.Combine(links, name), $"usr/{name}");
            File.CreateSymbolicLink(Path.Combine(Root, name), $"usr/{name}");
        }

        for (int i = 1; i < layerCount; i++)
        {
            File.WriteAllText(Path.Combine(Make($"layers/package-{i}/usr/share/doc/package-{i}"), "copyright"), "-");
        }
    }

    internal string Home { get; }

    /// <summary>The project's directory.</summary>
    internal string Project { get; }

    /// <summary>The root as one directory.</summary>
    internal string Root { get; }

    /// <summary>The front command.</summary>
    internal string Front { get; }

    /// <summary>The variables of every contender.</summary>
    internal IReadOnlyList<string> Variables => [$"NUKA_STATE={Home}/state", "PATH=/usr/bin:/bin", "HOME=/root", "TERM=dumb"];

    public void Dispose() => Directory.Delete(Home, recursive: true);

    /// <summary>
    /// Keeps the plan of <c>nuka exec true</c>, as the full program does on the first run: with what it depends on, a filter and Landlock.
    /// </summary>
    internal void KeepPlan()
    {
        ImmutableArray<FreshnessEntry> entries =
            [.. Enumerable.Range(0, FreshnessCount).Select(i => FreshnessEntry.Observe($"{Project}/manifest-{i}"))];
        SandboxPlan plan = new()
        {
            Roots = [new OverlayRoot([.. Directory.GetDirectories(Path.Combine(Home, "layers")).Order(StringComparer.Ordinal)])],
            MountPoint = Make("mount"),
            Mounts =
            [
                new BindMount("/usr", "/usr"), new ProcessMount(), new DeviceMount(), new TemporaryMount("/tmp", 0x3FF),
                new TemporaryMount("/run"), new TemporaryMount("/home"), new FileMount("/etc/passwd", []),
                new BindMount(Project, Project, BindAccess.Write),
            ],
            WorkingDirectory = Project,
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"),
            Confinement = Confinement.For(LandlockVersion.Read(), [Project, "/tmp", "/run", "/home", "/dev", "/proc"]),
            Freshness = entries,
            Bubblewrap = "/usr/bin/bwrap",
            Launcher = Front,
        };
        new PlanCache(Path.Combine(Make("state"), "plans-v1")).Keep(ReadKey(), plan, DateTimeOffset.UtcNow.AddHours(1));
    }

    /// <summary>
    /// Asks the front command for the key, by a full program that says it; then takes that program away, so that none but the plan can run.
    /// </summary>
    private string ReadKey()
    {
        string note = Path.Combine(Home, "key");
        string list = Path.Combine(Path.GetDirectoryName(Front)!, "nuka.program");
        string script = Path.Combine(Home, "ask");
        File.WriteAllText(script, $"echo \"$NUKA_PLAN_KEY\" >'{note}'\n");
        File.WriteAllText(list, $"/bin/sh\n{script}\n");
        using Process process = Start();
        process.WaitForExit();
        File.Delete(list);
        return File.ReadAllText(note).Trim();
    }

    private Process Start()
    {
        ProcessStartInfo start = new(Front, ["exec", "true"]) { WorkingDirectory = Environment.CurrentDirectory };
        start.Environment.Clear();
        foreach (string variable in Variables)
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            start.Environment[variable[..equals]] = variable[(equals + 1)..];
        }

        return Process.Start(start)!;
    }

    private string Make(string name)
    {
        string path = Path.Combine(Home, name);
        Directory.CreateDirectory(path, (UnixFileMode)0x1ED);
        return path;
    }
}
