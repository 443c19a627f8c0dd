using System.Collections.Immutable;

namespace Nuka.Projects.Realise;

/// <summary>One package that an environment is to hold: exactly which file it is, and where that may be had.</summary>
public sealed record PackageOrder
{
    /// <summary>Kind of archive: <c>deb</c>, <c>npm</c>.</summary>
    public required string Archive { get; init; }

    /// <summary>Name in the archive.</summary>
    public required string Name { get; init; }

    /// <summary>Version, in the archive's own words.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the package file, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Length of the package file.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Addresses that may have it, best first; not asked if it is here.</summary>
    public ImmutableArray<Uri> Candidates { get; init; } = [];

    /// <summary>Where in the root it stands, for a package of npm or a private one; empty for a package that has paths of the root itself.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>Whether a lock says which file it is; else what the sources or registries of today say.</summary>
    public bool IsLocked { get; init; }

    /// <summary>The command that takes another version into the lock that names it.</summary>
    public string Renewal { get => field ?? $"nuka lock --replace {Name}"; init; }

    /// <summary>Whether it is a package of a Debian archive in a directory of its own.</summary>
    public bool IsPrivate => Archive == "deb" && Prefix.Length > 0;

    /// <summary>Who it is in a joined root, for people: <c>deb:libcairo2</c>, <c>deb:libcairo2 in /opt/viewer</c>.</summary>
    public string Owner => IsPrivate ? $"{Archive}:{Name} in /{Prefix}" : $"{Archive}:{Name}";
}
