using System.Collections.Immutable;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>Adds what the permissions on devices and displays open: device nodes, and the sockets of the graphical session.</summary>
internal sealed class DesktopAccess(
    ExecRequest request,
    ImmutableArray<SandboxMount>.Builder mounts,
    ImmutableArray<Reach>.Builder reaches,
    SortedDictionary<string, string> variables)
{
    private static readonly ImmutableArray<string> GraphicsInformation =
        ["/sys/block", "/sys/bus", "/sys/class", "/sys/dev", "/sys/devices"];

    private PermissionSet Allowed => request.Permissions.Effective;

    private string RuntimeDirectory => $"/run/user/{request.Host.Account.User}";

    internal void Add()
    {
        foreach (string device in Allowed.Values(PermissionKind.Device))
        {
            AddDevice(device);
        }

        foreach (string display in Allowed.Values(PermissionKind.Display))
        {
            AddDisplay(display);
        }
    }

    private void AddDevice(string device)
    {
        string[] nodes = device switch
        {
            "gpu" => [.. Existing("/dev/dri", "/dev/kfd", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-modeset"), .. Directory.GetFiles("/dev", "nvidia?")],
            "audio" => [.. Existing("/dev/snd")],
            _ => [.. Existing("/dev/input", "/dev/uinput")],
        };
        if (nodes.Length == 0)
        {
            throw new Problem("environments/no-device", $"this machine has no {device} device")
            {
                Hints = [$"leave it out   try: --deny device={device}"],
            }.ToException();
        }

        foreach (string node in nodes.Distinct(StringComparer.Ordinal))
        {
            mounts.Add(new BindMount(node, node, BindAccess.Device) { IsFile = !Directory.Exists(node) });
            reaches.Add(new Reach($"{node} (device)", Why(PermissionKind.Device, device)));
        }

        if (device == "gpu")
        {
            mounts.AddRange(GraphicsInformation.Select(path => new BindMount(path, path) { Optional = true }));
        }
    }

    private void AddDisplay(string display)
    {
        if (display == "wayland")
        {
            string name = request.Host.Variables.GetValueOrDefault("WAYLAND_DISPLAY", "wayland-0");
            string host = name.StartsWith('/') ? name : Path.Combine(request.Host.Variables.GetValueOrDefault("XDG_RUNTIME_DIR", RuntimeDirectory), name);
            ShowSocket(host, $"{RuntimeDirectory}/wayland-0", display);
            variables["WAYLAND_DISPLAY"] = "wayland-0";
            return;
        }

        string number = request.Host.Variables.GetValueOrDefault("DISPLAY", string.Empty).Split(':').ElementAtOrDefault(1)?.Split('.')[0] ?? string.Empty;
        ShowSocket($"/tmp/.X11-unix/X{number}", $"/tmp/.X11-unix/X{number}", display);
        variables["DISPLAY"] = $":{number}";
        if (request.Host.Variables.TryGetValue("XAUTHORITY", out string? cookie) && File.Exists(cookie))
        {
            mounts.Add(new BindMount(cookie, $"{RuntimeDirectory}/Xauthority") { IsFile = true });
            variables["XAUTHORITY"] = $"{RuntimeDirectory}/Xauthority";
        }
    }

    private void ShowSocket(string host, string inside, string display)
    {
        if (!Path.Exists(host))
        {
            throw new Problem("environments/no-display", $"there is no {display} display to show")
            {
                Reasons = [$"{host} does not exist"],
                Hints = ["start it within a graphical session", $"or leave it out   try: --deny display={display}"],
            }.ToException();
        }

        mounts.Add(new BindMount(host, inside, BindAccess.Write) { IsFile = true });
        reaches.Add(new Reach($"{host} (socket)", Why(PermissionKind.Display, display)));
    }

    private string Why(PermissionKind kind, string value) =>
        request.Permissions.Reasons.GetValueOrDefault(new Permission(kind, value), "default");

    private static IEnumerable<string> Existing(params string[] paths) => paths.Where(Path.Exists);
}
