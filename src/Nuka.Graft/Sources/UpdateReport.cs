using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>What an update did.</summary>
/// <param name="Outcomes">One for each source, in their order.</param>
/// <param name="Refused">Sources that are not used at all, and why.</param>
public sealed record UpdateReport(ImmutableArray<ReleaseOutcome> Outcomes, ImmutableArray<Problem> Refused)
{
    /// <summary>Whether every source was updated.</summary>
    public bool IsComplete => Refused.IsEmpty && Outcomes.All(outcome => outcome.Problem is null);
}
