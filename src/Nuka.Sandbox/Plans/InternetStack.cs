using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>The program that connects a sandbox's own network with other machines, without rights of its own: slirp4netns.</summary>
public sealed record InternetStack
{
    /// <summary>The address inside that answers for names, as slirp4netns(1) has it.</summary>
    public const string NameServer = "10.0.2.3";

    /// <summary>The device that it needs; most machines let everybody open it.</summary>
    public const string TunnelDevice = "/dev/net/tun";

    /// <summary>Tries to open the device.</summary>
    /// <param name="device">Its path.</param>
    /// <returns>Why it cannot be opened; <see langword="null"/> if it can.</returns>
    public static string? WhyNoTunnel(string device = TunnelDevice)
    {
        try
        {
            using FileStream opened = new(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"{device} cannot be opened: {refused.Message.TrimEnd('.')}";
        }
    }

    /// <summary>What lets everybody open the device, to be typed as root.</summary>
    /// <param name="device">Its path.</param>
    public static string TunnelCure(string device = TunnelDevice) => Path.Exists(device) ? $"chmod 666 {device}"
        : $"modprobe tun; in a container, start it with --device {device}";

    /// <summary>The executable.</summary>
    public required string Program { get; init; }

    /// <summary>A directory of the host, only the user's to enter, where each start makes one for its socket and removes it when it ends.</summary>
    public required string Directory { get; init; }

    /// <summary>TCP ports of this machine's loopback that lead to the same ports inside.</summary>
    public ImmutableArray<int> PublishedPorts { get; init; } = [];
}
