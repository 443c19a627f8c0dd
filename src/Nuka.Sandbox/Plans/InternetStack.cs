using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>The program that connects a sandbox's own network with other machines, without rights of its own: slirp4netns.</summary>
public sealed record InternetStack
{
    /// <summary>The address inside that answers for names, as slirp4netns(1) has it.</summary>
    public const string NameServer = "10.0.2.3";

    /// <summary>The device that it needs; most machines let everybody open it.</summary>
    public const string TunnelDevice = "/dev/net/tun";

    /// <summary>The executable.</summary>
    public required string Program { get; init; }

    /// <summary>A directory of the host, only the user's to enter, where each start makes one for its socket and removes it when it ends.</summary>
    public required string Directory { get; init; }

    /// <summary>TCP ports of this machine's loopback that lead to the same ports inside.</summary>
    public ImmutableArray<int> PublishedPorts { get; init; } = [];
}
