using System.Collections.Immutable;
using System.Diagnostics;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Tests.Machine;

/// <summary>
/// A small root that works on any machine of today: layers with the links of a merged /usr, the host's own /usr bound read-only, and a
/// project directory at its own path.
/// </summary>
public sealed class TestSandbox : IDisposable
{
    private readonly LauncherBuild launcher;

    public TestSandbox(LauncherBuild launcher)
    {
        this.launcher = launcher;
        Home = Directory.CreateTempSubdirectory("nuka-sandbox-").FullName;
        LauncherBuild.Open(Home);
        Project = Make("project");
        File.SetUnixFileMode(Project, (UnixFileMode)0x1FF);
        string links = Make("layers/links");
        foreach (string name in (string[])["bin", "sbin", "lib", "lib64"])
        {
            File.CreateSymbolicLink(Path.Combine(links, name), $"usr/{name}");
        }

        string etc = Make("layers/etc");
        Make("layers/etc/etc");
        Make("layers/etc/usr");
        File.WriteAllText(Path.Combine(etc, "etc/layer"), "lower\n");
        Make("layers/top/etc");
        File.WriteAllText(Path.Combine(Home, "layers/top/etc/layer"), "upper\n");
        Plan = new SandboxPlan
        {
            Roots = [new OverlayRoot([Path.Combine(Home, "layers/top"), etc, links])],
            MountPoint = Make("mount"),
            Mounts = [.. BaseMounts(), new BindMount(Project, Project, BindAccess.Write)],
            WorkingDirectory = Project,
            Environment = ImmutableSortedDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin").Add("HOME", "/home"),
            Bubblewrap = "/usr/bin/bwrap",
            Launcher = launcher.Executable,
        };
    }

    /// <summary>A directory of this test alone.</summary>
    public string Home { get; }

    /// <summary>The writable directory inside, at the same path.</summary>
    public string Project { get; }

    /// <summary>The plan that tests vary.</summary>
    public SandboxPlan Plan { get; }

    public static bool IsRoot => Environment.UserName == "root";

    public void Dispose()
    {
        Processes.Run(new ProcessStartInfo("chmod", ["-R", "u+rwX", Home]));
        Directory.Delete(Home, recursive: true);
    }

    public string Make(string name)
    {
        string path = Path.Combine(Home, name);
        Directory.CreateDirectory(path);
        LauncherBuild.Open(path);
        return path;
    }

    /// <summary>Writes the plan and runs a command in it, as this user or, when this is root, as an unprivileged one.</summary>
    public Outcome Run(SandboxPlan plan, string[] command, bool unprivileged = false, Action<ProcessStartInfo>? configure = null)
    {
        ProcessStartInfo start = Start(WritePlan(plan), command, unprivileged);
        configure?.Invoke(start);
        return Processes.Run(start);
    }

    public string WritePlan(SandboxPlan plan)
    {
        string file = Path.Combine(Home, $"{Guid.NewGuid():N}.plan");
        File.WriteAllBytes(file, PlanFile.Encode(plan));
        File.SetUnixFileMode(file, (UnixFileMode)0x1A4);
        return file;
    }

    public ProcessStartInfo Start(string planFile, string[] command, bool unprivileged = false)
    {
        string[] own = [launcher.Executable, "--start", planFile, "--", .. command];
        string[] whole = unprivileged && IsRoot
            ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", .. own]
            : own;
        return new ProcessStartInfo(whole[0], whole[1..]) { WorkingDirectory = "/" };
    }

    private static SandboxMount[] BaseMounts() =>
    [
        new BindMount("/usr", "/usr"),
        new TemporaryMount("/run"),
        new TemporaryMount("/tmp", 0x3FF),
        new TemporaryMount("/home"),
        new DeviceMount(),
        new ProcessMount(),
        new FileMount("/etc/passwd", [.. "root:x:0:0:root:/root:/bin/sh\n"u8]),
    ];
}
