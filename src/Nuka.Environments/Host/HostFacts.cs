using System.Collections.Immutable;
using Nuka.Platform.Processes;

namespace Nuka.Environments.Host;

/// <summary>What of the machine and its caller an environment needs to know; the command line hands it in.</summary>
public sealed record HostFacts
{
    /// <summary>The account that runs the command.</summary>
    public required Account Account { get; init; }

    /// <summary>The account's name; the user id in digits where it has none.</summary>
    public required string UserName { get; init; }

    /// <summary>The account's home directory, as an absolute path.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The caller's environment.</summary>
    public required ImmutableDictionary<string, string> Variables { get; init; }

    /// <summary>The first of the host's certificate bundles that exists; <see langword="null"/> if there is none.</summary>
    public string? CertificateBundle { get; init; }

    /// <summary>Where a Debian, a Fedora, an Alpine and a SUSE keep their certificate bundle. Source: Go's crypto/x509 root_linux.go, as facts.</summary>
    public static ImmutableArray<string> CertificateBundlePlaces { get; } =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];
}
