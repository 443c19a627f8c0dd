using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Optimization;

/// <summary>Each chosen candidate costs something: 1 to make solutions small, its age to make them new.</summary>
/// <param name="encoder">Knows the candidates.</param>
/// <param name="weightOf">What a candidate costs; not negative.</param>
internal sealed class WeightObjective(Encoder encoder, Func<int, int> weightOf) : IObjective
{
    /// <inheritdoc/>
    public void CandidateAdded(int variable, Action<Literal, int> prefer)
    {
        int weight = weightOf(encoder.CandidateOf(variable));
        if (weight > 0)
        {
            prefer(Literal.Of(variable, negated: true), weight);
        }
    }

    /// <inheritdoc/>
    public void CandidateExpanded(int variable, Action<Literal, int> prefer)
    {
    }

    /// <inheritdoc/>
    public long CostOf(HashSet<int> selection) =>
        selection.Sum(variable => variable == Encoder.Root ? 0L : weightOf(encoder.CandidateOf(variable)));
}
