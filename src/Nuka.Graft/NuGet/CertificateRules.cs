using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nuka.Graft.NuGet;

/// <summary>
/// What a certificate must be to sign packages or time stamps. Sources: NuGet's specification "Package Signatures Technical Details"
/// (certificates), RFC 3161, section 2.3 (time stamps), RFC 5280, sections 4.2.1.3 and 4.2.1.12.
/// </summary>
internal sealed class CertificateRules
{
    private const string AnyUsage = "2.5.29.37.0";
    private const int KeyBits = 2048;

    // RFC 8017 and RFC 5758: RSA with PKCS #1 1.5 or PSS, and ECDSA, with SHA-256 and longer. SHA-1 and MD5 can be collided with.
    private static readonly ImmutableHashSet<string> StrongSignatures =
    [
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13", "1.2.840.113549.1.1.10",
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
    ];

    private readonly string usage;
    private readonly string purpose;
    private readonly bool isOnly;

    private CertificateRules(string usage, string purpose, bool isOnly)
    {
        this.usage = usage;
        this.purpose = purpose;
        this.isOnly = isOnly;
    }

    /// <summary>Who signs packages: code signing, maybe beside other purposes that are named.</summary>
    internal static CertificateRules OfAuthors() => new("1.3.6.1.5.5.7.3.3", "code signing", isOnly: false);

    /// <summary>Who stamps times: that alone, and nobody may overlook it.</summary>
    internal static CertificateRules OfTimeStamps() => new("1.3.6.1.5.5.7.3.8", "time stamping", isOnly: true);

    /// <summary>What is wrong with a certificate at a time.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="message">The message that it came with, which may hold those between it and its root.</param>
    /// <param name="roots">The authorities of this purpose; none else are believed, whatever the machine trusts.</param>
    /// <param name="time">When it must have been valid, and all above it.</param>
    /// <returns><see langword="null"/> if nothing is.</returns>
    internal string? FindFault(X509Certificate2 certificate, SignedMessage message, X509Certificate2Collection roots, DateTime time) =>
        FindUsageFault(certificate) ?? FindChainFault(certificate, message, roots, time);

    private string? FindUsageFault(X509Certificate2 certificate)
    {
        X509EnhancedKeyUsageExtension? purposes = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        string?[] stated = purposes is null ? [] : [.. purposes.EnhancedKeyUsages.Cast<Oid>().Select(one => one.Value)];
        if (!stated.Contains(usage) || stated.Contains(AnyUsage))
        {
            return $"it is not one for {purpose}";
        }

        if (isOnly && (stated.Length != 1 || !purposes!.Critical))
        {
            return $"it is not one for {purpose} alone";
        }

        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(one => one.CertificateAuthority))
        {
            return "it is an authority's own";
        }

        bool maySign = certificate.Extensions.OfType<X509KeyUsageExtension>().Any(one => one.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature));
        return maySign ? null : "its key is not one for signatures";
    }

    private string? FindChainFault(X509Certificate2 certificate, SignedMessage message, X509Certificate2Collection roots, DateTime time)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(message.Certificates.ToArray());

        // Whether a certificate was revoked is not asked: see docs/guides/dotnet.md.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        if (!chain.Build(certificate))
        {
            return string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
        }

        // The root itself is known, and nobody needs its own signature.
        X509Certificate2[] elements = [.. chain.ChainElements.Select(element => element.Certificate)];
        return elements[..^1].Any(one => !StrongSignatures.Contains(one.SignatureAlgorithm.Value ?? "")) ? "a weak hash was signed in its chain"
            : elements.Any(HasShortKey) ? $"a key in its chain has fewer than {KeyBits} bits" : null;
    }

    private static bool HasShortKey(X509Certificate2 certificate)
    {
        using RSA? key = certificate.GetRSAPublicKey();
        return key is not null && key.KeySize < KeyBits;
    }
}
