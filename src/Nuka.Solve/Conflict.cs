using System.Collections.Immutable;

namespace Nuka.Solve;

/// <summary>None of these candidates can be chosen together with the owner.</summary>
/// <param name="Text">The conflict as a person reads it after the owner's name: <c>conflicts with libbar (&lt;&lt; 3)</c>.</param>
/// <param name="Candidates">The candidates it concerns.</param>
public sealed record Conflict(string Text, ImmutableArray<int> Candidates);
