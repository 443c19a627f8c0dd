using Nuka.Content.Trees;

namespace Nuka.Projects.Locks;

/// <summary>One package of an environment, exactly.</summary>
public sealed record LockedPackage
{
    /// <summary>Kind of archive: <c>deb</c>, <c>npm</c>.</summary>
    public required string Archive { get; init; }

    /// <summary>Name in the archive.</summary>
    public required string Name { get; init; }

    /// <summary>Version, in the archive's own words.</summary>
    public required string Version { get; init; }

    /// <summary>Architecture, in the archive's own words.</summary>
    public required string Architecture { get; init; }

    /// <summary>SHA-256 of the package file, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of the package file.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The <see cref="LockedSource"/> it came from.</summary>
    public required string Source { get; init; }

    /// <summary>Path of the package file within its source.</summary>
    public required string File { get; init; }

    /// <summary>The tree that it became, cleaned.</summary>
    public required Cid Tree { get; init; }

    /// <summary>Where in the root it stands; empty for the root itself, <c>opt/node</c> for a package with a directory of its own.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether it is a package of a Debian archive in a directory of its own (specs/private.md).</summary>
    public bool IsPrivate => Archive == "deb" && Prefix.Length > 0;

    /// <summary>Whether the environment for running what was built needs it too.</summary>
    public bool Run { get; init; }
}
