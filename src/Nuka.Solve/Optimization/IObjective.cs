using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Optimization;

/// <summary>One level of what makes a solution better: a sum of weights to be made small.</summary>
internal interface IObjective
{
    /// <summary>Says what should not be chosen, of what just became known.</summary>
    /// <param name="variable">The variable of a candidate.</param>
    /// <param name="prefer">Takes a literal that should hold, and what it costs if it does not.</param>
    void CandidateAdded(int variable, Action<Literal, int> prefer);

    /// <summary>Says what of a candidate's facts should hold.</summary>
    /// <param name="variable">The variable of a candidate that just became true for the first time, or <see cref="Encoder.Root"/>.</param>
    /// <param name="prefer">Takes a literal that should hold, and what it costs if it does not.</param>
    void CandidateExpanded(int variable, Action<Literal, int> prefer);

    /// <summary>What a selection costs.</summary>
    /// <param name="selection">Variables of chosen candidates, and the root.</param>
    long CostOf(HashSet<int> selection);
}
