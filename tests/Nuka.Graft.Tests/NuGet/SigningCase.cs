namespace Nuka.Graft.Tests.NuGet;

/// <summary>How a package of the tests is signed; as it is made, the signature is good.</summary>
internal sealed record SigningCase
{
    internal const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    internal const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    internal const string WebServer = "1.3.6.1.5.5.7.3.1";
    internal const string AnyUsage = "2.5.29.37.0";
    internal const string Origin = "1.2.840.113549.1.9.16.6.1";
    internal const string Receipt = "1.2.840.113549.1.9.16.6.2";
    internal const string PlainContent = "1.2.840.113549.1.7.1";

    internal string Author { get; init; } = "CN=A Maker, O=Makers, C=SE";

    internal string[] AuthorUsages { get; init; } = [CodeSigning];

    internal bool MayAuthorKeySign { get; init; } = true;

    internal bool IsAuthorAnAuthority { get; init; }

    internal bool IsAuthorKeyShort { get; init; }

    internal bool IsAuthorSignedWeakly { get; init; }

    internal int AuthorEndsInYear { get; init; } = 2026;

    internal string[] StamperUsages { get; init; } = [TimeStamping];

    internal bool AreStamperUsagesCritical { get; init; } = true;

    internal int StampedInYear { get; init; } = 2025;

    internal bool HasStamp { get; init; } = true;

    /// <summary>The stamp is one of other bytes.</summary>
    internal bool IsStampForeign { get; init; }

    internal string? Commitment { get; init; } = Origin;

    internal bool NamesCertificate { get; init; } = true;

    internal bool NamesOtherCertificate { get; init; }

    internal bool StatesCommitmentTwice { get; init; }

    internal string ContentType { get; init; } = PlainContent;

    /// <summary>The authority that the author's certificate comes from is trusted for something else alone.</summary>
    internal bool IsAuthorityForeign { get; init; }

    /// <summary>The authority that the stamp comes from is trusted for something else alone.</summary>
    internal bool IsStampAuthorityForeign { get; init; }
}
