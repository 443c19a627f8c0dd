using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Optimization;

/// <summary>Each requirement of a chosen candidate costs the number of alternatives that were passed over.</summary>
/// <param name="encoder">Knows the requirements.</param>
internal sealed class AlternativeObjective(Encoder encoder) : IObjective
{
    /// <inheritdoc/>
    public void CandidateAdded(int variable, Action<Literal, int> prefer)
    {
    }

    /// <inheritdoc/>
    public void CandidateExpanded(int variable, Action<Literal, int> prefer)
    {
        foreach (Demand demand in encoder.DemandsOf(variable))
        {
            for (int group = 0; group + 1 < demand.GroupEnds.Length; group++)
            {
                ReadOnlySpan<Literal> wanted = demand.Candidates.AsSpan(0, demand.GroupEnds[group]);
                if (IsDecided(wanted))
                {
                    break;
                }

                Literal passedOver = Literal.Of(encoder.AddAuxiliary());
                encoder.Solver.AddClause([.. wanted, passedOver, Literal.Of(variable, negated: true)]);
                prefer(~passedOver, 1);
            }
        }
    }

    /// <inheritdoc/>
    public long CostOf(HashSet<int> selection) =>
        selection.Sum(variable => encoder.DemandsOf(variable).Sum(demand => (long)PassedOver(demand, selection)));

    private static int PassedOver(Demand demand, HashSet<int> selection)
    {
        int first = Array.FindIndex(demand.Candidates, literal => selection.Contains(literal.Variable));
        return Array.FindIndex(demand.GroupEnds, end => first < end);
    }

    private bool IsDecided(ReadOnlySpan<Literal> wanted)
    {
        foreach (Literal literal in wanted)
        {
            if (encoder.Solver.IsAlwaysTrue(literal))
            {
                return true;
            }
        }

        return false;
    }
}
