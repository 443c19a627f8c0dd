using System.Net;

namespace Nuka.Graft.Download;

/// <summary>Chooses the proxy of each address: apt's own setting, else the environment's that was handed in.</summary>
internal sealed class FetchProxy(FetcherSettings settings) : IWebProxy
{
    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination)
    {
        string? proxy = settings.Apt.FindProxy(destination);
        if (proxy is null && !IsExcluded(destination.Host))
        {
            proxy = destination.Scheme == "https" ? settings.HttpsProxy : settings.HttpProxy;
        }

        return string.IsNullOrEmpty(proxy) || proxy == "DIRECT" ? null
            : new Uri(proxy.Contains("://", StringComparison.Ordinal) ? proxy : $"http://{proxy}");
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

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
