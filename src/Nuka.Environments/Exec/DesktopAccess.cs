using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nuka.Environments.Host;
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
            "gpu" => [.. Existing("/dev/dri", "/dev/kfd", "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset"), .. NumberedCards()],
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
            string source = OnHost(node);
            mounts.Add(new BindMount(source, node, BindAccess.Device) { IsFile = !Directory.Exists(source) });
            reaches.Add(new Reach($"{node} (device)", Why(PermissionKind.Device, device)));
        }

        if (device == "gpu")
        {
            mounts.AddRange(GraphicsInformation.Select(path => new BindMount(path, path) { Optional = true }));
            AddDriver(nodes.Contains("/dev/nvidiactl"));
        }
    }

    /// <summary>The driver's own libraries, where it has some that only fit this machine.</summary>
    private void AddDriver(bool isNvidia)
    {
        if (!isNvidia)
        {
            reaches.Add(new Reach("Mesa's drivers, as far as the environment has them", "try: nuka add libgl1-mesa-dri mesa-vulkan-drivers"));
            return;
        }

        HostLayer layer = new GraphicsDriver(request.HostRoot, Triplet).Find() ?? throw new Problem(
            "environments/no-driver", "this machine has an NVIDIA device, and the libraries of its driver are not there")
        {
            Reasons = ["they must be of the same version as the kernel's part, so no archive has them"],
            Hints = ["install the driver's libraries on the machine", "or leave it out   try: --deny device=gpu"],
        }.ToException();
        mounts.AddRange(layer.Files.Select(file => new BindMount(file.Source, file.Target) { IsFile = true }));
        reaches.Add(new Reach($"host layer {layer.Name}: {layer.Files.Length} files (read)", "the driver's own libraries, which only fit this machine"));
        reaches.AddRange(layer.Files.Select(file => new Reach($"  {file.Target}", file.Source)));
    }

    private static string Triplet =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

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
        if (request.Host.Variables.TryGetValue("XAUTHORITY", out string? cookie) && HostFile.Look(cookie).IsThere)
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

    private IEnumerable<string> Existing(params string[] paths) => paths.Where(path => Path.Exists(OnHost(path)));

    private IEnumerable<string> NumberedCards()
    {
        string devices = OnHost("/dev");
        return Directory.Exists(devices) ? Directory.GetFiles(devices, "nvidia?").Select(path => $"/dev/{Path.GetFileName(path)}") : [];
    }

    private string OnHost(string path) => request.HostRoot == "/" ? path : request.HostRoot + path;
}
