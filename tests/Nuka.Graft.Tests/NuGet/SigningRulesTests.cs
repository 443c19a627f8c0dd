using System.Collections.Immutable;
using Nuka.Graft.NuGet;
using Nuka.Graft.Tests.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.NuGet;

/// <summary>Packages signed by authorities of the tests' own, each wrong in one thing.</summary>
public sealed class SigningRulesTests(SignedPackage packages) : IClassFixture<SignedPackage>, IDisposable
{
    private static readonly ImmutableSortedDictionary<string, (SigningCase Signing, string Reason)> Bad =
        new Dictionary<string, (SigningCase, string)>
        {
            ["its authority is trusted for other things"] = (new() { IsAuthorityForeign = true }, "not to be trusted"),
            ["its stamp's authority is trusted for other things"] = (new() { IsStampAuthorityForeign = true }, "no time stamp of a known authority"),
            ["a web server's certificate"] = (new() { AuthorUsages = [SigningCase.WebServer] }, "it is not one for code signing"),
            ["a certificate that states no purpose"] = (new() { AuthorUsages = [] }, "it is not one for code signing"),
            ["a certificate for any purpose"] = (new() { AuthorUsages = [SigningCase.CodeSigning, SigningCase.AnyUsage] }, "it is not one for code signing"),
            ["a key that must not sign"] = (new() { MayAuthorKeySign = false }, "its key is not one for signatures"),
            ["an authority's certificate"] = (new() { IsAuthorAnAuthority = true }, "it is an authority's own"),
            ["a short key"] = (new() { IsAuthorKeyShort = true }, "not to be trusted"),
            ["a certificate signed over SHA-1"] = (new() { IsAuthorSignedWeakly = true }, "not to be trusted"),
            ["a certificate that had ended"] = (new() { AuthorEndsInYear = 2025 }, "not to be trusted"),
            ["a certificate that had not begun"] = (new() { StampedInYear = 2023 }, "not to be trusted"),
            ["no stamp"] = (new() { HasStamp = false }, "no time stamp"),
            ["a stamp of other bytes"] = (new() { IsStampForeign = true }, "no time stamp"),
            ["a stamp by who signs code"] = (new() { StamperUsages = [SigningCase.CodeSigning] }, "no time stamp"),
            ["a stamp by who does more than that"] = (new() { StamperUsages = [SigningCase.TimeStamping, SigningCase.CodeSigning] }, "no time stamp"),
            ["a stamp whose purpose may be overlooked"] = (new() { AreStamperUsagesCritical = false }, "no time stamp"),
            ["a stamp of a time before its own certificate"] = (new() { StampedInYear = 2020 }, "no time stamp"),
            ["a repository's signature"] = (new() { Commitment = SigningCase.Receipt }, "it is not its author's signature"),
            ["a signature that says nothing of itself"] = (new() { Commitment = null }, "it is not its author's signature"),
            ["two commitments"] = (new() { StatesCommitmentTwice = true }, "stands there twice"),
            ["a signature that names no certificate"] = (new() { NamesCertificate = false }, "the signature is wrong"),
            ["a signature that names another certificate"] = (new() { NamesOtherCertificate = true }, "the signature is wrong"),
            ["a message of another kind"] = (new() { ContentType = "1.2.840.113549.1.9.16.1.4" }, "the signature is wrong"),
            ["somebody else"] = (new() { Author = "CN=A Taker, O=Makers, C=SE" }, "should have"),
            ["the organisation alone"] = (new() { Author = "CN=A Maker, O=Makers, C=CN" }, "should have"),
            ["more than the name"] = (new() { Author = "CN=A Maker, O=Makers, OU=More, C=SE" }, "should have"),
            ["the name in one part"] = (new() { Author = "CN=\"A Maker, O=Makers, C=SE\"" }, "should have"),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private readonly TemporaryDirectory directory = new();

    public static TheoryData<string> BadNames => [.. Bad.Keys];

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(SigningCase.CodeSigning)]
    [InlineData(SigningCase.CodeSigning, SigningCase.WebServer)]
    public void A_package_signed_as_it_should_be_is_believed(params string[] usages) => Check(new() { AuthorUsages = usages });

    [Fact]
    [Trait("tier", "sample")]
    public void A_certificate_that_ended_after_the_stamp_does_not_matter() => Check(new() { StampedInYear = 2024, AuthorEndsInYear = 2025 });

    [Theory]
    [MemberData(nameof(BadNames))]
    public void A_package_signed_otherwise_is_refused(string name)
    {
        (SigningCase signing, string reason) = Bad[name];
        Problem problem = Assert.Throws<NukaException>(() => Check(signing)).Problem;
        Assert.Equal("graft/bad-package-signature", problem.Code);
        Assert.Contains(reason, Assert.Single(problem.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void The_authorities_that_come_along_are_few_and_are_authorities()
    {
        SigningRoots roots = SigningRoots.OfMicrosoft();
        Assert.InRange(roots.CodeSigning.Count, 3, 10);
        Assert.InRange(roots.TimeStamping.Count, 3, 10);
        Assert.All([.. roots.CodeSigning, .. roots.TimeStamping], one => Assert.Equal(one.SubjectName.RawData, one.IssuerName.RawData));
        Assert.All([.. roots.CodeSigning, .. roots.TimeStamping], one => Assert.Matches("DigiCert|Microsoft|VeriSign", one.Subject));
    }

    private void Check(SigningCase signing)
    {
        string file = directory.File($"{Guid.NewGuid():n}.nupkg");
        File.WriteAllBytes(file, packages.Make(signing));
        new PackageSignature(packages.Roots(signing)).Check(file, "CN=A Maker, O=Makers, C=SE");
    }
}
