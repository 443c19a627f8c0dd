using System.Collections.Immutable;

namespace Nuka.Solve;

/// <summary>What was chosen.</summary>
/// <param name="Choices">The candidates, each after what it requires, early requests first; in a cycle, what <see cref="Requirement.IsEarly"/> demands comes first,
/// then the canonical order decides.</param>
/// <param name="IsOptimal">Whether it was proven that no better solution exists; <see langword="false"/> if the steps ran out.</param>
/// <param name="Steps">The literals propagated.</param>
public sealed record Solution(ImmutableArray<Choice> Choices, bool IsOptimal, long Steps);
