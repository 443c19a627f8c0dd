using Nuka.Formats.Nuon;

namespace Nuka.Packages.Identity;

/// <summary>The package IR of a graft: a package that was not built but taken from a foreign archive, and cleaned.</summary>
/// <param name="Archive">The kind of archive: <c>deb</c>, <c>npm</c>.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Version">Its version there.</param>
/// <param name="Architecture">Its architecture, in the archive's words.</param>
/// <param name="Sha256">SHA-256 of the package file, 64 hexadecimal digits.</param>
/// <param name="Cleaning">What is left out of it, with the epoch of the rules.</param>
public sealed record GraftIr(string Archive, string Name, string Version, string Architecture, string Sha256, string Cleaning)
{
    /// <summary>The digest of the identity (specs/pir.md).</summary>
    public Pid Pid { get; } = Pid.Of(NuonText.WriteCanonical(NuonRecord.Of(
        ("archive", new NuonString(Archive)),
        ("arch", new NuonString(Architecture)),
        ("cleaning", new NuonString(Cleaning)),
        ("epoch", new NuonInteger(PackageCloser.Epoch)),
        ("name", new NuonString(Name)),
        ("sha256", new NuonString(Sha256)),
        ("version", new NuonString(Version)))));
}
