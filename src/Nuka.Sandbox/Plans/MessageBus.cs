using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>The session and system bus, through a filter that runs in a sandbox of its own.</summary>
public sealed record MessageBus
{
    /// <summary>The filter's executable (xdg-dbus-proxy).</summary>
    public required string Proxy { get; init; }

    /// <summary>A directory of the host, only the user's to enter, where each start makes one for its sockets and removes it when it ends.</summary>
    public required string Directory { get; init; }

    /// <summary>The application id that portals see, such as <c>io.nuka.p0123456789abcdef</c>.</summary>
    public required string ApplicationId { get; init; }

    /// <summary>The host's session bus, as an address of the D-Bus specification; <see langword="null"/>: no session bus inside.</summary>
    public string? SessionAddress { get; init; }

    /// <summary>
    /// Names on the session bus that may be talked to; <c>NAME.*</c> stands for all below. Portals need <c>org.freedesktop.portal.Desktop</c>.
    /// </summary>
    public ImmutableArray<string> SessionNames { get; init; } = [];

    /// <summary>Names on the session bus that may be owned.</summary>
    public ImmutableArray<string> OwnedNames { get; init; } = [];

    /// <summary>The host's system bus; <see langword="null"/>: no system bus inside.</summary>
    public string? SystemAddress { get; init; }

    /// <summary>Names on the system bus that may be talked to.</summary>
    public ImmutableArray<string> SystemNames { get; init; } = [];
}
