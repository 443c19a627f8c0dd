using System.Collections.Immutable;
using System.Globalization;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>How the program is started that connects a network namespace with other machines.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Directory">Where each start makes a directory for its socket.</param>
/// <param name="Arguments">Its arguments; the descriptors in them are those that src/Nuka.Launcher/Roles/NetworkStack.cs places.</param>
/// <param name="Requests">What is asked of it over its socket, one request for each published port.</param>
internal sealed record NetworkPlan(string Program, string Directory, ImmutableArray<string> Arguments, ImmutableArray<string> Requests)
{
    private const int Namespace = PlanCompiler.FirstFileDescriptor;
    private const int Ready = Namespace + 1;
    private const int Exit = Namespace + 2;
    private const int Place = Namespace + 3;

    /// <summary>What a plan's network needs; <see langword="null"/>: nothing.</summary>
    internal static NetworkPlan? Of(SandboxPlan plan) => plan.InternetStack is { } stack
        ? new NetworkPlan(stack.Program, stack.Directory, Words(stack), [.. stack.PublishedPorts.Select(Request)])
        : null;

    /// <summary>Its own sandbox and filter of system calls are on; the machine's loopback is not to be reached by its gateway's address.</summary>
    private static ImmutableArray<string> Words(InternetStack stack) =>
    [
        "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", "--enable-sandbox", "--enable-seccomp",
        "--netns-type=path", $"--ready-fd={Ready}", $"--exit-fd={Exit}",
        .. stack.PublishedPorts.IsEmpty ? Array.Empty<string>() : [$"--api-socket=/proc/self/fd/{Place}/api"],
        $"/proc/self/fd/{Namespace}", "tap0",
    ];

    private static string Request(int port) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"execute":"add_hostfwd","arguments":{"proto":"tcp","host_addr":"127.0.0.1","host_port":{{{port}}},"guest_port":{{{port}}}}}""");
}
