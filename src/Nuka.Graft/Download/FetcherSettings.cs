using System.Collections.Immutable;
using Nuka.Graft.Sources;

namespace Nuka.Graft.Download;

/// <summary>How the network is reached; handed in by whoever may read the environment.</summary>
public sealed record FetcherSettings
{
    /// <summary>apt's settings: its proxies come first, its logins are used.</summary>
    public AptConfiguration Apt { get; init; } = AptConfiguration.Empty;

    /// <summary>Addresses of archives, of which those with a user name and password in them lend these to what lies below them.</summary>
    public ImmutableArray<string> ArchiveAddresses { get; init; } = [];

    /// <summary>The value of <c>http_proxy</c>; <see langword="null"/>: none.</summary>
    public string? HttpProxy { get; init; }

    /// <summary>The value of <c>https_proxy</c>; <see langword="null"/>: none.</summary>
    public string? HttpsProxy { get; init; }

    /// <summary>The value of <c>no_proxy</c>: host names and domains with commas; <c>*</c> for all.</summary>
    public string? NoProxy { get; init; }

    /// <summary>How long to wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a server may send nothing before the connection counts as lost.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
