using System.Net;

namespace Nuka.Graft.Download;

/// <summary>Chooses the proxy of each address: apt's own setting, else the environment's that was handed in.</summary>
internal sealed class FetchProxy(FetcherSettings settings) : IWebProxy
{
    /// <summary>The port of SOCKS where none is stated (RFC 1928 section 3); the client knows none.</summary>
    private const int SocksPort = 1080;

    // Those that System.Net.Http knows, and one that apt-transport-http(1) names: the client leaves the names of servers to the proxy in both cases.
    private static readonly string[] Schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => Find(destination) is { } proxy ? Read(proxy) : null;

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>Refuses a setting that is no address of a proxy: the client would take it for none, and go straight to the server.</summary>
    /// <param name="destination">What is to be fetched.</param>
    /// <exception cref="FetchFailure">It is such a setting.</exception>
    internal void RequireGood(Uri destination)
    {
        // What is set may hold a password.
        if (Find(destination) is { } proxy && (Read(proxy) is not { } address || Array.IndexOf(Schemes, address.Scheme) < 0))
        {
            throw new FetchFailure($"what is set as the proxy of {destination.Scheme} is no address of {string.Join(", ", Schemes)}", isFinal: true);
        }
    }

    private static Uri? Read(string proxy)
    {
        if (!Uri.TryCreate(proxy.Contains("://", StringComparison.Ordinal) ? proxy : $"http://{proxy}", UriKind.Absolute, out Uri? address))
        {
            return null;
        }

        return !address.Scheme.StartsWith("socks", StringComparison.Ordinal) ? address
            : new UriBuilder(address) { Scheme = address.Scheme == "socks5h" ? "socks5" : address.Scheme, Port = address.Port < 0 ? SocksPort : address.Port }.Uri;
    }

    private string? Find(Uri destination)
    {
        string? proxy = settings.Apt.FindProxy(destination);
        if (proxy is null && !IsExcluded(destination.Host))
        {
            proxy = destination.Scheme == "https" ? settings.HttpsProxy : settings.HttpProxy;
        }

        return string.IsNullOrEmpty(proxy) || proxy == "DIRECT" ? null : proxy;
    }

    private bool IsExcluded(string host)
    {
        foreach (string part in (settings.NoProxy ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string name = part.TrimStart('.');
            if (part == "*" || host.Equals(name, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
