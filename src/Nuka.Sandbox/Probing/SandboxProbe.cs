using System.Collections.Immutable;
using System.Globalization;

namespace Nuka.Sandbox.Probing;

/// <summary>Tries what sandboxes need on this machine: nothing is read off a version number that can be tried instead.</summary>
public sealed class SandboxProbe
{
    private const int NoSpace = 28;

    private readonly SandboxProbeOptions options;
    private readonly ImmutableArray<SandboxFinding>.Builder findings = ImmutableArray.CreateBuilder<SandboxFinding>();

    private SandboxProbe(SandboxProbeOptions options) => this.options = options;

    /// <summary>Probes.</summary>
    /// <param name="options">What to work with.</param>
    /// <param name="cancellation">Ends the probe.</param>
    public static async Task<SandboxProbeReport> RunAsync(SandboxProbeOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        SandboxProbe probe = new(options);
        int landlock = await probe.AskLauncherAsync(cancellation);
        await probe.AskBubblewrapAsync(cancellation);
        probe.Add(
            options.BusProxy is null
                ? new SandboxFinding("bus-proxy", FindingState.Reduced, "there is no xdg-dbus-proxy, so no bus and no portal can be granted",
                    "install xdg-dbus-proxy (Debian: sudo apt install xdg-dbus-proxy)")
                : new SandboxFinding("bus-proxy", FindingState.Works, options.BusProxy));
        return new SandboxProbeReport(probe.findings.ToImmutable(), Math.Max(landlock, 0));
    }

    private static async Task<ProbeCall> CallLauncherAsync(string launcher, string scratchDirectory, CancellationToken cancellation)
    {
        string scratch = Path.Combine(scratchDirectory, $"probe-{Guid.NewGuid():N}");
        string target = Directory.CreateDirectory(Path.Combine(scratch, "target")).FullName;
        string layer = Directory.CreateDirectory(Path.Combine(scratch, "layer")).FullName;
        try
        {
            return await ProbeCall.RunAsync(launcher, ["--probe", target, layer], cancellation);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private void Add(SandboxFinding finding) => findings.Add(finding);

    private async Task<int> AskLauncherAsync(CancellationToken cancellation)
    {
        ProbeCall call = await CallLauncherAsync(options.Launcher, options.ScratchDirectory, cancellation);
        Dictionary<string, string> answers = call.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).Where(line => line.Length == 2).ToDictionary(line => line[0], line => line[1]);
        if (call.Code != 0 || !answers.TryGetValue("root", out string? root))
        {
            string detail = $"{options.Launcher} does not run: {call.Words}";
            Add(new SandboxFinding("launcher", FindingState.Missing, detail, "install nuka again, whole"));
            return 0;
        }

        AddRoot(root.Split(' ', 3));
        AddFilter(Number(answers, "seccomp"));
        AddLandlock(Number(answers, "landlock"));
        return Number(answers, "landlock");
    }

    private static int Number(Dictionary<string, string> answers, string name) =>
        int.TryParse(answers.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : -1;

    private void AddRoot(string[] answer)
    {
        int stage = int.Parse(answer[0], CultureInfo.InvariantCulture);
        int error = int.Parse(answer[1], CultureInfo.InvariantCulture);
        const int LastOfNamespace = 3;
        if (stage == 0)
        {
            Add(new SandboxFinding("user-namespaces", FindingState.Works, "the launcher makes its own"));
            Add(new SandboxFinding("overlay", FindingState.Works, "layers are joined in a user namespace"));
            return;
        }

        if (stage <= LastOfNamespace)
        {
            Add(new SandboxFinding("user-namespaces", FindingState.Reduced, answer[2], NamespaceCure(error)));
            return;
        }

        bool blocked = Setting("sys/kernel/apparmor_restrict_unprivileged_userns") == "1";
        Add(new SandboxFinding("user-namespaces", blocked ? FindingState.Reduced : FindingState.Works, "the launcher makes its own",
            blocked ? NamespaceCure(error) : null));
        Add(new SandboxFinding("overlay", FindingState.Reduced, $"{answer[2]}; environments are shown from a cached directory instead",
            blocked ? NamespaceCure(error) : "sudo modprobe overlay, or a kernel from 5.11 on"));
    }

    /// <summary>Who refuses: the count of namespaces, Debian's switch of old, AppArmor, or the filter of a container around us.</summary>
    private string NamespaceCure(int error)
    {
        if (error == NoSpace || Setting("sys/user/max_user_namespaces") == "0")
        {
            return "sudo sysctl -w user.max_user_namespaces=15000";
        }

        if (Setting("sys/kernel/unprivileged_userns_clone") == "0")
        {
            return "sudo sysctl -w kernel.unprivileged_userns_clone=1";
        }

        if (Setting("sys/kernel/apparmor_restrict_unprivileged_userns") == "1")
        {
            return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile with `userns` for the launcher and bwrap";
        }

        string status = File.Exists(Path.Combine(options.ProcessDirectory, "self/status"))
            ? File.ReadAllText(Path.Combine(options.ProcessDirectory, "self/status"))
            : "";
        return status.Contains("Seccomp:\t2", StringComparison.Ordinal)
            ? "a filter of system calls around this session refuses it: start the container with --security-opt seccomp=unconfined"
            : "a kernel with CONFIG_USER_NS";
    }

    private string? Setting(string name)
    {
        string path = Path.Combine(options.ProcessDirectory, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    private void AddFilter(int answer) => Add(answer == 0
        ? new SandboxFinding("system-call-filter", FindingState.Works, "seccomp filters can refuse calls")
        : new SandboxFinding(
            "system-call-filter", FindingState.Missing, "this kernel has no seccomp filters", "a kernel with CONFIG_SECCOMP_FILTER"));

    private void AddLandlock(int version)
    {
        const int WithScopes = 6;
        if (version >= WithScopes)
        {
            Add(new SandboxFinding("landlock", FindingState.Works, $"ABI {version}"));
            return;
        }

        string detail = version <= 0
            ? "there is none: mounts alone say what can be written, and abstract sockets of this machine are reachable with the host network"
            : $"ABI {version}: abstract sockets of this machine are reachable with the host network";
        Add(new SandboxFinding("landlock", FindingState.Reduced, detail, "a kernel from 6.12 on with `landlock` among its security modules"));
    }

    private async Task AskBubblewrapAsync(CancellationToken cancellation)
    {
        const string Install = "install bubblewrap 0.5 or newer (Debian: sudo apt install bubblewrap)";
        if (options.Bubblewrap is not { } program)
        {
            Add(new SandboxFinding("bubblewrap", FindingState.Missing, "there is no bwrap", Install));
            return;
        }

        ProbeCall version = await ProbeCall.RunAsync(program, ["--version"], cancellation);
        string[] trial = ["--unshare-user", "--unshare-pid", "--unshare-ipc", "--cap-drop", "ALL", "--perms", "0755", "--tmpfs", "/",
            "--ro-bind", "/", "/nuka", "--", "/nuka" + Path.GetFullPath(options.Launcher), "--version"];
        ProbeCall call = await ProbeCall.RunAsync(program, trial, cancellation);
        string name = version.Code == 0 ? version.Output.Trim() : program;
        if (call.Code == 0)
        {
            bool setUser = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(program) & UnixFileMode.SetUser) != 0;
            Add(new SandboxFinding("bubblewrap", FindingState.Works, setUser ? $"{name}, with the set-user-id bit" : name));
            return;
        }

        bool isOld = call.Words.Contains("Unknown option", StringComparison.Ordinal);
        Add(new SandboxFinding("bubblewrap", FindingState.Missing, $"{name}: {call.Words}", isOld ? Install : NamespaceCure(0)));
    }
}
