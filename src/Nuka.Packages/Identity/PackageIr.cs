using Nuka.Formats.Nuon;

namespace Nuka.Packages.Identity;

/// <summary>
/// The package IR: a draft closed over everything that the package depends on, in two parts (specs/pir.md). What a build could come to see stands in
/// the identity, and is hashed; everything else, such as where a source may be fetched from, stands beside it and moves no name.
/// </summary>
public sealed class PackageIr
{
    private readonly byte[] identity;

    /// <summary>Puts the two parts together.</summary>
    /// <param name="identity">What is hashed; only values that have a canonical form.</param>
    /// <param name="about">What is not hashed; only values that have a canonical form.</param>
    /// <exception cref="Nuka.Platform.Errors.NukaException"><c>formats/nuon-not-canonical</c>.</exception>
    public PackageIr(NuonRecord identity, NuonRecord about)
    {
        Identity = identity;
        About = about;
        this.identity = NuonText.WriteCanonical(identity);
        Pid = Pid.Of(this.identity);
    }

    /// <summary>What is hashed.</summary>
    public NuonRecord Identity { get; }

    /// <summary>What is not.</summary>
    public NuonRecord About { get; }

    /// <summary>The digest of the identity.</summary>
    public Pid Pid { get; }

    /// <summary>The canonical text of the identity: what the PID is the digest of.</summary>
    public ReadOnlySpan<byte> IdentityText => identity;

    /// <summary>The canonical text of the whole: a record of <c>about</c> and <c>identity</c>.</summary>
    public byte[] Encode() => NuonText.WriteCanonical(new NuonRecord([new NuonField("about", About), new NuonField("identity", Identity)]));
}
