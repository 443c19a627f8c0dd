using System.Collections.Immutable;
using Nuka.Formats.Nuon;

namespace Nuka.Packages.Identity;

/// <summary>The named, locked runtime that a build root begins with.</summary>
/// <param name="Name">Its name: <c>c</c>.</param>
/// <param name="Version">Its version: <c>1</c>.</param>
/// <param name="Grafts">What it consists of, in the order in which it is joined.</param>
public sealed record PackageRuntime(string Name, string Version, ImmutableArray<GraftIr> Grafts)
{
    /// <summary>Name and version: <c>c@1</c>.</summary>
    public string Label => $"{Name}@{Version}";

    /// <summary>The digest of what it consists of (specs/pir.md).</summary>
    public Pid Pid { get; } = Pid.Of(NuonText.WriteCanonical(NuonRecord.Of(
        ("grafts", new NuonList([.. Grafts.Select(graft => new NuonString(graft.Pid.ToString()))])),
        ("name", new NuonString(Name)),
        ("version", new NuonString(Version)))));

    /// <summary>How it stands in the identity of a package.</summary>
    internal NuonRecord Reference => NuonRecord.Of(("name", new NuonString(Name)), ("pid", new NuonString(Pid.ToString())), ("version", new NuonString(Version)));
}
