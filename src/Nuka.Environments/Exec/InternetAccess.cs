using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>Turns <c>network=internet</c> and its ports to what connects a network of the sandbox's own.</summary>
internal static class InternetAccess
{
    /// <summary>The stack; <see langword="null"/> for every other network.</summary>
    /// <exception cref="NukaException"><c>environments/no-user-network</c>: this machine has none, and no wider network is given in its place.</exception>
    internal static InternetStack? Of(ExecRequest request)
    {
        if (request.Permissions.Effective.Network != "internet")
        {
            return null;
        }

        string program = request.Tools.InternetStack ?? throw Refused("there is no slirp4netns to connect it", "try: apt-get install slirp4netns");
        if (InternetStack.WhyNoTunnel() is { } reason)
        {
            throw Refused(reason, $"as root: {InternetStack.TunnelCure()}");
        }

        return new InternetStack
        {
            Program = program,
            Directory = request.Made(request.State.Networks),
            PublishedPorts = [.. Ports(request)],
        };
    }

    /// <summary>What is reached through the ports, for <c>--explain</c>.</summary>
    internal static IEnumerable<Reach> Explain(ExecRequest request) => request.Permissions.Effective.Network != "internet" ? []
        : request.Permissions.Effective.Values(PermissionKind.Port).Select(port => new Reach(
            $"port {port}, published on this machine's loopback", request.Permissions.Reasons.GetValueOrDefault(new Permission(PermissionKind.Port, port), "default")));

    /// <summary>The resolver's configuration inside: the stack answers for names, the machine's own search list stays.</summary>
    /// <param name="host">The machine's resolv.conf(5).</param>
    internal static FileMount Resolver(string host)
    {
        IEnumerable<string> kept = host.Split('\n').Where(line => line.StartsWith("search ", StringComparison.Ordinal)
            || line.StartsWith("domain ", StringComparison.Ordinal) || line.StartsWith("options ", StringComparison.Ordinal));
        return new FileMount("/etc/resolv.conf", [.. Encoding.UTF8.GetBytes(string.Join('\n', kept.Prepend($"nameserver {InternetStack.NameServer}")) + "\n")]);
    }

    private static IEnumerable<int> Ports(ExecRequest request) =>
        request.Permissions.Effective.Values(PermissionKind.Port).Select(port => int.Parse(port, CultureInfo.InvariantCulture)).Order();

    private static NukaException Refused(string reason, string hint) =>
        new Problem("environments/no-user-network", "a network without this machine's own services cannot be had here")
        {
            Reasons = [reason, "no wider network is given in its place"],
            Hints = [hint, "or say which other network it may be   try: --allow network=host, or --deny network"],
        }.ToException();
}
