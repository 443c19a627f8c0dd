using System.Diagnostics;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Buses;

/// <summary>A real bus, a real filter, a real portal; nothing of a desktop is needed.</summary>
public sealed class MessageBusTests : IDisposable
{
    private const string Application = "io.nuka.p0123456789abcdef";
    private const string Portal = "/usr/libexec/xdg-desktop-portal";
    private const string Call = "dbus-send --session --print-reply --reply-timeout=15000 ";
    private const string ListNames = Call + "--dest=org.freedesktop.DBus / org.freedesktop.DBus.ListActivatableNames";
    private const string AskStore =
        Call + "--dest=org.freedesktop.impl.portal.PermissionStore /org/freedesktop/impl/portal/PermissionStore org.freedesktop.DBus.Peer.Ping";

    private readonly TestSandbox sandbox;
    private readonly List<Process> running = [];
    private readonly string address;
    private readonly SandboxPlan plan;

    public MessageBusTests(LauncherBuild launcher)
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/dbus-daemon") && File.Exists("/usr/bin/xdg-dbus-proxy"),
            "needs a bus and its filter (Debian: dbus, xdg-dbus-proxy)");
        sandbox = new TestSandbox(launcher);
        string socket = Path.Combine(sandbox.Home, "bus");
        address = $"unix:path={socket}";
        running.Add(Process.Start(new ProcessStartInfo("dbus-daemon", ["--session", "--nofork", "--nosyslog", $"--address={address}"])
        {
            RedirectStandardError = true,
            Environment = { ["XDG_RUNTIME_DIR"] = sandbox.Make("runtime") },
        })!);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(socket), TimeSpan.FromSeconds(10)));
        plan = sandbox.Plan with
        {
            Confinement = Confinement.For(LandlockVersion.Read(), [sandbox.Project, "/tmp", "/run", "/home", "/dev", "/proc"]),
            MessageBus = new MessageBus
            {
                Proxy = "/usr/bin/xdg-dbus-proxy",
                Directory = sandbox.Make("buses"),
                ApplicationId = Application,
                SessionAddress = address,
                SessionNames = ["org.freedesktop.portal.Desktop", "org.freedesktop.portal.Documents"],
            },
        };
    }

    public void Dispose()
    {
        foreach (Process process in running)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }

        sandbox.Dispose();
    }

    [Fact]
    public void Only_granted_names_are_there()
    {
        Assert.SkipUnless(File.Exists(Portal), "needs names to hide (Debian: xdg-desktop-portal)");
        Assert.Contains("org.freedesktop.impl.portal.PermissionStore", Outside(ListNames).Output, StringComparison.Ordinal);
        Outcome inside = sandbox.Run(plan, ["sh", "-c", ListNames]);
        Assert.Equal(
            ["org.freedesktop.DBus", "org.freedesktop.portal.Desktop", "org.freedesktop.portal.Documents"],
            inside.Output.Split('"').Where((_, index) => index % 2 == 1).Order(StringComparer.Ordinal));
        Assert.Equal(0, Outside(AskStore).Code);
        Assert.Contains("ServiceUnknown", sandbox.Run(plan, ["sh", "-c", AskStore]).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_grant_no_bus_is_there()
    {
        SandboxPlan without = plan with
        {
            MessageBus = null,
            Environment = plan.Environment.Add("DBUS_SESSION_BUS_ADDRESS", address),
        };
        Outcome outcome = sandbox.Run(without, ["sh", "-c", ListNames]);
        Assert.NotEqual(0, outcome.Code);
        Assert.Equal(0, Outside(ListNames).Code);
    }

    [Fact]
    public void A_portal_sees_the_application_that_we_say()
    {
        Assert.SkipUnless(File.Exists(Portal), "needs a portal (Debian: xdg-desktop-portal)");
        StartPortal();
        string log = Path.Combine(sandbox.Home, "monitor");
        StartOnBus("sh", "-c", $"exec dbus-monitor --address '{address}' >'{log}'");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(log) && new FileInfo(log).Length > 0, TimeSpan.FromSeconds(10)));
        string notify = "gdbus call --session --timeout 15 --dest org.freedesktop.portal.Desktop --object-path /org/freedesktop/portal/desktop "
            + "--method org.freedesktop.portal.Notification.AddNotification one \"{'title': <'hello'>}\"";
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", notify]);
        Assert.Equal(("", 0), (outcome.Errors, outcome.Code));
        Assert.True(
            SpinWait.SpinUntil(() => File.ReadAllText(log).Contains($"string \"{Application}\"", StringComparison.Ordinal), TimeSpan.FromSeconds(10)),
            File.ReadAllText(log));
    }

    [Fact]
    public void The_filter_and_its_sockets_are_gone_when_the_program_is()
    {
        sandbox.Run(plan, ["true"]);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(sandbox.Home, "buses")));
        Outcome outcome = Processes.Run(new ProcessStartInfo("pgrep", ["-f", $"xdg-dbus-proxy.*{address}"]));
        Assert.Equal("", outcome.Output);
    }

    [Fact]
    public void The_filter_ends_when_the_launcher_is_killed()
    {
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan), ["sh", "-c", "echo ready; sleep 60"]);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        process.Kill();
        process.WaitForExit();
        Assert.True(SpinWait.SpinUntil(
            () => Processes.Run(new ProcessStartInfo("pgrep", ["-f", $"xdg-dbus-proxy.*{address}"])).Output.Length == 0, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_filter_that_does_not_start_is_an_error_and_nothing_runs()
    {
        SandboxPlan broken = plan with { MessageBus = plan.MessageBus! with { Proxy = "/usr/bin/false" } };
        Outcome outcome = sandbox.Run(broken, ["touch", "ran"]);
        Assert.Equal(125, outcome.Code);
        Assert.Contains("error[sandbox/no-bus]: ", outcome.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "ran")));
    }

    private void StartPortal()
    {
        string portals = sandbox.Make("portals");
        File.WriteAllText(
            Path.Combine(portals, "test.portal"),
            "[portal]\nDBusName=org.freedesktop.impl.portal.desktop.nukatest\n"
            + "Interfaces=org.freedesktop.impl.portal.Notification;\nUseIn=nukatest\n");
        StartOnBus("env", $"XDG_DESKTOP_PORTAL_DIR={portals}", "XDG_CURRENT_DESKTOP=nukatest", Portal);
        Assert.True(SpinWait.SpinUntil(
            () => Outside(Call + "--dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.portal.Desktop")
                .Output.Contains("true", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)));
    }

    private void StartOnBus(string program, params string[] arguments) => running.Add(Process.Start(OnBus(program, arguments))!);

    private Outcome Outside(string command) => Processes.Run(OnBus("sh", "-c", command));

    private ProcessStartInfo OnBus(string program, params string[] arguments) => new(program, arguments)
    {
        Environment = { ["DBUS_SESSION_BUS_ADDRESS"] = address, ["XDG_RUNTIME_DIR"] = Path.Combine(sandbox.Home, "runtime") },
    };
}
