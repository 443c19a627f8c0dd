using System.Collections.Immutable;

namespace Nuka.Solve;

/// <summary>One chosen candidate.</summary>
/// <param name="Candidate">The candidate.</param>
/// <param name="Reasons">Who needs it; never empty. Requests stand first, then owners in canonical order.</param>
public sealed record Choice(int Candidate, ImmutableArray<ChoiceReason> Reasons);
