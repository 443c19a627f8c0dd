using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>What an update did with one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Release">What is known of it now; after a failure what was known before, or <see langword="null"/>.</param>
/// <param name="Problem">Why it could not be updated; <see langword="null"/> if it was.</param>
public sealed record ReleaseOutcome(SourceEntry Source, ReleaseState? Release, Problem? Problem)
{
    /// <summary>Whether its indexes are other ones than before.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Lines for people: what changed about the release itself, what was left out of its indexes.</summary>
    public ImmutableArray<string> Notices { get; init; } = [];
}
