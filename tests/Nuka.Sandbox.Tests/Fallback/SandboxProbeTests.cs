using Nuka.Sandbox.Probing;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Fallback;

public sealed class SandboxProbeTests : IDisposable
{
    private readonly TestSandbox sandbox;
    private readonly SandboxProbeOptions options;

    public SandboxProbeTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        options = new SandboxProbeOptions
        {
            Launcher = launcher.Executable,
            Bubblewrap = "/usr/bin/bwrap",
            BusProxy = "/usr/bin/xdg-dbus-proxy",
            ScratchDirectory = sandbox.Home,
        };
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_machine_on_which_sandboxes_run_is_found_able()
    {
        SandboxProbeReport report = await ProbeAsync(options);
        Assert.True(report.CanBuild, string.Join('\n', report.Findings));
        Assert.Equal(FindingState.Works, State(report, "user-namespaces"));
        Assert.Equal(FindingState.Works, State(report, "overlay"));
        Assert.Equal(FindingState.Works, State(report, "bubblewrap"));
        Assert.Equal(report.LandlockVersion, LandlockVersion.Read());
        Assert.All(report.Findings, finding => Assert.Equal(finding.State == FindingState.Works, finding.Cure is null));
        Assert.Empty(Directory.GetDirectories(sandbox.Home, "probe-*"));
    }

    [Theory]
    [InlineData("sys/user/max_user_namespaces", "0", "user.max_user_namespaces")]
    [InlineData("sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1")]
    [InlineData("sys/kernel/apparmor_restrict_unprivileged_userns", "1", "AppArmor")]
    [InlineData("self/status", "Seccomp:\t2\n", "seccomp=unconfined")]
    [InlineData("nothing", "", "CONFIG_USER_NS")]
    public async Task The_cure_is_that_of_whoever_refuses(string setting, string value, string cure)
    {
        string settings = sandbox.Make("proc");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(settings, setting))!);
        File.WriteAllText(Path.Combine(settings, setting), value + "\n");
        string launcher = FakeTool(
            "launcher",
            "echo 'root 1 1 making a user namespace: operation not permitted'; echo 'landlock 4'; echo 'seccomp 0'");
        string bwrap = FakeTool("bwrap", "[ \"$1\" = --version ] && { echo bubblewrap 0.8.0; exit; }; echo 'bwrap: No permissions' >&2; exit 1");
        SandboxProbeReport report = await ProbeAsync(options with { ProcessDirectory = settings, Launcher = launcher, Bubblewrap = bwrap });
        Assert.False(report.CanBuild);
        Assert.Contains(cure, Find(report, "user-namespaces").Cure, StringComparison.Ordinal);
        Assert.Contains(cure, Find(report, "bubblewrap").Cure, StringComparison.Ordinal);
        Assert.Contains("abstract sockets", Find(report, "landlock").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_absent_is_named_with_the_package_that_has_it()
    {
        SandboxProbeReport report = await ProbeAsync(options with { Bubblewrap = null, BusProxy = null, Launcher = "/no/launcher" });
        Assert.Equal(FindingState.Missing, State(report, "bubblewrap"));
        Assert.Equal(FindingState.Missing, State(report, "launcher"));
        Assert.Equal(FindingState.Reduced, State(report, "bus-proxy"));
        Assert.Contains("apt install bubblewrap", Find(report, "bubblewrap").Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_bubblewrap_is_named_as_such()
    {
        string bwrap = FakeTool(
            "bwrap",
            "[ \"$1\" = --version ] && { echo bubblewrap 0.4.1; exit; }; echo 'bwrap: Unknown option --perms' >&2; exit 1");
        SandboxFinding finding = Find(await ProbeAsync(options with { Bubblewrap = bwrap }), "bubblewrap");
        Assert.Equal("bubblewrap 0.4.1: bwrap: Unknown option --perms", finding.Detail);
        Assert.StartsWith("install bubblewrap 0.5", finding.Cure, StringComparison.Ordinal);
    }

    private static Task<SandboxProbeReport> ProbeAsync(SandboxProbeOptions options) =>
        SandboxProbe.RunAsync(options, TestContext.Current.CancellationToken);

    private static SandboxFinding Find(SandboxProbeReport report, string name) => report.Findings.Single(finding => finding.Name == name);

    private static FindingState State(SandboxProbeReport report, string name) => Find(report, name).State;

    private string FakeTool(string name, string script)
    {
        string path = Path.Combine(sandbox.Home, name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        LauncherBuild.Open(path);
        return path;
    }
}
