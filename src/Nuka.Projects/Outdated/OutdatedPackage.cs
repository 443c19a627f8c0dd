namespace Nuka.Projects.Outdated;

/// <summary>A package of a lock that a source has in a newer version.</summary>
/// <param name="Archive">Kind of archive: <c>deb</c>, <c>npm</c>, <c>nuget</c>.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Locked">The version in the lock.</param>
/// <param name="Allowed">The newest version that the project's own statements allow; the locked one if none is newer.</param>
/// <param name="Newest">The newest version of all.</param>
/// <param name="Source">Where the newest one is.</param>
public sealed record OutdatedPackage(string Archive, string Name, string Locked, string Allowed, string Newest, string Source)
{
    /// <summary>The directory of its own in which it stands, <c>opt/curl</c>; empty for a package of the root.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The runtime that the package carries; <see langword="null"/> if it carries none.</summary>
    public string? Runtime { get; init; }
}
