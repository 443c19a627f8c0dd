using System.Collections.Immutable;

namespace Nuka.Graft.Sources;

/// <summary>A source that a person adds.</summary>
/// <param name="Name">A short name for it: letters, digits, hyphens, underscores.</param>
/// <param name="Uri">The archive's base address.</param>
/// <param name="Suite">The suite; with a final slash for a flat archive.</param>
/// <param name="Components">The components; none for a flat archive.</param>
/// <param name="KeyringPath">The file of the keys that may sign, binary or armoured; it is copied.</param>
public sealed record NewSource(string Name, string Uri, string Suite, ImmutableArray<string> Components, string KeyringPath)
{
    /// <summary>Whether a release is refused once it is past its Valid-Until; snapshots of an archive are, and need it off.</summary>
    public bool ChecksValidUntil { get; init; } = true;
}
