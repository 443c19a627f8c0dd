using System.Collections.Immutable;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>Turns the permissions on buses and portals to a filter in front of the host's buses.</summary>
internal static class BusAccess
{
    /// <summary>
    /// Names that a portal's client talks to. Not all below <c>org.freedesktop.portal</c>: Flatpak's own there starts programs.
    /// </summary>
    private static readonly ImmutableArray<string> PortalNames = ["org.freedesktop.portal.Desktop", "org.freedesktop.portal.Documents"];

    private const string SystemBusAddress = "unix:path=/run/dbus/system_bus_socket";

    /// <summary>The filter; <see langword="null"/> if no bus is allowed.</summary>
    /// <exception cref="NukaException"><c>environments/no-bus-filter</c>, <c>environments/no-session-bus</c>.</exception>
    internal static MessageBus? Of(ExecRequest request)
    {
        PermissionSet allowed = request.Permissions.Effective;
        bool portals = allowed.Has(PermissionKind.Portals);
        bool session = portals || allowed.Has(PermissionKind.SessionBus);
        bool system = allowed.Has(PermissionKind.SystemBus);
        if (!session && !system)
        {
            return null;
        }

        string proxy = request.Tools.DBusProxy ?? throw new Problem("environments/no-bus-filter", "a bus was allowed, and there is no xdg-dbus-proxy to filter it")
        {
            Reasons = ["without the filter a program could ask every service of the bus for anything"],
            Hints = ["try: apt-get install xdg-dbus-proxy", "or leave the bus out with --deny"],
        }.ToException();
        ImmutableArray<string> names = [.. allowed.Values(PermissionKind.SessionBus)];
        return new MessageBus
        {
            Proxy = proxy,
            Directory = request.Made(request.State.Buses),
            ApplicationId = $"io.nuka.p{ProjectKey.Of(request.ProjectDirectory)[..16]}",
            SessionAddress = session ? SessionAddress(request) : null,
            SessionNames = portals ? names.AddRange(PortalNames) : names,
            SystemAddress = system ? SystemBusAddress : null,
            SystemNames = [.. allowed.Values(PermissionKind.SystemBus)],
        };
    }

    /// <summary>Where the Documents portal shows files that a person chose; nothing where portals are not allowed.</summary>
    internal static IEnumerable<SandboxMount> Documents(ExecRequest request) => request.Permissions.Effective.Has(PermissionKind.Portals)
        ? [new BindMount(Path.Combine(HostRuntimeDirectory(request), "doc"), $"/run/user/{request.Host.Account.User}/doc", BindAccess.Write) { Optional = true }]
        : [];

    private static string SessionAddress(ExecRequest request)
    {
        if (request.Host.Variables.TryGetValue("DBUS_SESSION_BUS_ADDRESS", out string? address) && address.Length > 0)
        {
            return address;
        }

        string socket = Path.Combine(HostRuntimeDirectory(request), "bus");
        return Path.Exists(socket) ? $"unix:path={socket}" : throw new Problem("environments/no-session-bus", "the session bus was allowed, and this session has none")
        {
            Reasons = [$"DBUS_SESSION_BUS_ADDRESS is not set, and {socket} does not exist"],
            Hints = ["start it within a session   try: dbus-run-session nuka exec …"],
        }.ToException();
    }

    private static string HostRuntimeDirectory(ExecRequest request) =>
        request.Host.Variables.GetValueOrDefault("XDG_RUNTIME_DIR", $"/run/user/{request.Host.Account.User}");
}
