using Nuka.Solve.Satisfiability;

namespace Nuka.Solve;

/// <summary>A requirement as clauses see it.</summary>
/// <param name="Requirement">The requirement.</param>
/// <param name="Guard">The literal that switches it on; <see cref="Literal.None"/> if it is always on.</param>
/// <param name="Candidates">The literals of its candidates, most wanted first.</param>
/// <param name="GroupEnds">Where each alternative that is not empty ends in <paramref name="Candidates"/>.</param>
internal sealed record Demand(Requirement Requirement, Literal Guard, Literal[] Candidates, int[] GroupEnds);
