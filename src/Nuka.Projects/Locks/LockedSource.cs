namespace Nuka.Projects.Locks;

/// <summary>One archive as it was when the lock was made.</summary>
/// <param name="Id">The archive's printed name, such as <c>debian/bookworm-security</c>; packages refer to it.</param>
/// <param name="Uri">Where it lay.</param>
/// <param name="Suite">The suite that was read.</param>
/// <param name="Date">The signed date of its InRelease; <see langword="null"/> for a registry, which signs no snapshots.</param>
/// <param name="Sha256">SHA-256 of that InRelease; <see langword="null"/> together with <paramref name="Date"/>.</param>
public sealed record LockedSource(string Id, string Uri, string Suite, DateTimeOffset? Date, string? Sha256)
{
    /// <summary>The name under which a registry of npm stands in a lock.</summary>
    public const string NpmId = "npm";

    /// <summary>What the name of a host begins with in a lock that keeps files of a registry of npm, where the registry does not itself; the host follows.</summary>
    public const string NpmPrefix = "npm/";

    /// <summary>What the name of a source of NuGet begins with in a lock; its name in NuGet's settings follows.</summary>
    public const string NuGetPrefix = "nuget/";

    /// <summary>Whether a name is that of a registry, which signs no snapshots.</summary>
    /// <param name="id">The name.</param>
    public static bool IsRegistry(string id) => id is not null && (id == NpmId || id.StartsWith(NpmPrefix, StringComparison.Ordinal) || id.StartsWith(NuGetPrefix, StringComparison.Ordinal));
}
