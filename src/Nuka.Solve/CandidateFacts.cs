using System.Collections.Immutable;

namespace Nuka.Solve;

/// <summary>What follows if a candidate is chosen.</summary>
/// <param name="Requirements">What must be chosen with it.</param>
/// <param name="Conflicts">What cannot be chosen with it. One side's saying so is enough.</param>
public sealed record CandidateFacts(ImmutableArray<Requirement> Requirements, ImmutableArray<Conflict> Conflicts);
