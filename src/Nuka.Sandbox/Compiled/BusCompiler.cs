using System.Collections.Immutable;
using System.Text;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>
/// Compiles the filter of the buses: xdg-dbus-proxy in a sandbox of its own, which holds its libraries, the bus's socket, and the file by
/// which a portal knows an application (it asks the bus who is calling, and looks into that process's root).
/// </summary>
internal static class BusCompiler
{
    /// <summary>Begins an argument that names a place in the directory of a start.</summary>
    private const string Mark = "\u0001bus";

    private const string SessionSocket = "/run/nuka/session-bus";
    private const string SystemSocket = "/run/nuka/system-bus";
    private const int IdentityDescriptor = 24;
    private const int ReadyDescriptor = 25;

    /// <summary>The sockets inside the program's sandbox.</summary>
    internal static IEnumerable<SandboxMount> Mounts(MessageBus? bus)
    {
        if (bus?.SessionAddress is not null)
        {
            yield return new BindMount(Mark + "/session", SessionSocket) { IsFile = true };
        }

        if (bus?.SystemAddress is not null)
        {
            yield return new BindMount(Mark + "/system", SystemSocket) { IsFile = true };
        }
    }

    /// <summary>The variables by which programs find them.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Variables(MessageBus? bus)
    {
        if (bus?.SessionAddress is not null)
        {
            yield return new("DBUS_SESSION_BUS_ADDRESS", $"unix:path={SessionSocket}");
        }

        if (bus?.SystemAddress is not null)
        {
            yield return new("DBUS_SYSTEM_BUS_ADDRESS", $"unix:path={SystemSocket}");
        }
    }

    internal static BusPlan? Compile(MessageBus? bus)
    {
        if (bus is null || (bus.SessionAddress is null && bus.SystemAddress is null))
        {
            return null;
        }

        List<string> arguments =
        [
            "bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-cgroup-try",
            "--die-with-parent", "--cap-drop", "ALL", "--tmpfs", "/",
        ];
        AddSystem(arguments, bus.Proxy);
        AddSocket(arguments, bus.SessionAddress);
        AddSocket(arguments, bus.SystemAddress);
        arguments.AddRange(["--bind", Mark, "/bus", "--perms", "0444", "--ro-bind-data", $"{IdentityDescriptor}", "/.flatpak-info"]);
        arguments.AddRange(["--remount-ro", "/", "--", bus.Proxy, $"--fd={ReadyDescriptor}"]);
        AddBus(arguments, bus.SessionAddress, "/bus/session", bus.SessionNames, bus.OwnedNames);
        AddBus(arguments, bus.SystemAddress, "/bus/system", bus.SystemNames, []);
        return new BusPlan(bus.Directory, [.. arguments], [.. Encoding.UTF8.GetBytes(Identity(bus.ApplicationId))]);
    }

    /// <summary>Flatpak's own file, as far as portals read it (flatpak-metadata(5)): no network of its own, no files.</summary>
    private static string Identity(string application) =>
        $"[Application]\nname={application}\nruntime=runtime/{application}/{Architecture}/1\n\n"
        + "[Instance]\nsession-bus-proxy=true\nsystem-bus-proxy=true\n";

    private static string Architecture =>
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64";

    private static void AddSystem(List<string> arguments, string proxy)
    {
        arguments.AddRange(["--ro-bind", "/usr", "/usr"]);
        foreach (string name in (string[])["/bin", "/lib", "/lib64", "/sbin"])
        {
            if (new FileInfo(name).LinkTarget is string target)
            {
                arguments.AddRange(["--symlink", target, name]);
            }
            else if (Directory.Exists(name))
            {
                arguments.AddRange(["--ro-bind", name, name]);
            }
        }

        arguments.AddRange(["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--dev", "/dev"]);
        string directory = Path.GetDirectoryName(proxy) ?? "/";
        if (!PathNames.IsBelow(proxy, "/usr") && directory is not ("/bin" or "/"))
        {
            arguments.AddRange(["--ro-bind", directory, directory]);
        }
    }

    /// <summary>Shows the sockets that an address names by path; an abstract one is reached through the network namespace, which is shared.</summary>
    private static void AddSocket(List<string> arguments, string? address)
    {
        foreach (string part in (address ?? "").Split(';', ','))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            bool isPath = equals >= 0 && part[..equals] is "unix:path" or "path";
            if (isPath)
            {
                string path = Uri.UnescapeDataString(part[(equals + 1)..]);
                arguments.AddRange(["--bind-try", path, path]);
            }
        }
    }

    private static void AddBus(
        List<string> arguments, string? address, string socket, ImmutableArray<string> talkedTo, ImmutableArray<string> owned)
    {
        if (address is null)
        {
            return;
        }

        arguments.AddRange([address, socket, "--filter"]);
        arguments.AddRange(talkedTo.Select(name => $"--talk={name}"));
        arguments.AddRange(owned.Select(name => $"--own={name}"));
    }
}
