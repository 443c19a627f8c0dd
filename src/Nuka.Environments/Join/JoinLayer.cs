using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Environments.Join;

/// <summary>One tree that is joined into a root, and who brought it.</summary>
/// <param name="Owner">Who brought it, for people: <c>deb:libcairo2</c>, <c>finish</c>.</param>
/// <param name="Tree">The tree's digest.</param>
public sealed record JoinLayer(string Owner, Digest Tree)
{
    /// <summary>Owners whose files this one may take over (Debian's <c>Replaces</c>); it must stand above them.</summary>
    public ImmutableHashSet<string> Replaces { get; init; } = [];

    /// <summary>Whether this layer may cover files of every other: only the finish layer does.</summary>
    public bool CoversAll { get; init; }

    /// <summary>Whether a file of this layer may take the place of another owner's file of the same path.</summary>
    /// <param name="lower">The owner below.</param>
    internal bool MayCover(string lower) => CoversAll || Replaces.Contains(lower);
}
