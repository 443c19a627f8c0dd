using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Optimization;

/// <summary>Improves a first solution objective by objective; what one has reached, the next may not give up.</summary>
internal sealed class Optimizer
{
    private readonly Encoder _encoder;
    private readonly List<IObjective> _reached = [];
    private IObjective? _current;
    private Minimizer? _minimizer;

    /// <param name="encoder">The problem; its solver has just found a model.</param>
    internal Optimizer(Encoder encoder)
    {
        _encoder = encoder;
        Best = SelectionFromModel();
        encoder.CandidateAdded = variable => Announce(objective => objective.CandidateAdded, variable);
        encoder.CandidateExpanded = variable => Announce(objective => objective.CandidateExpanded, variable);
    }

    /// <summary>The best selection so far: variables of candidates, and the root.</summary>
    internal HashSet<int> Best { get; private set; }

    /// <summary>Makes one objective as small as can be.</summary>
    /// <returns>Whether that was proven; if not, the steps ran out and no further objective should be tried.</returns>
    internal bool Improve(IObjective objective)
    {
        _current = objective;
        _minimizer = new Minimizer(_encoder);
        _encoder.Solver.ContradictsByPropagation([]);
        foreach (int variable in _encoder.KnownVariables.ToArray())
        {
            objective.CandidateAdded(variable, _minimizer.Prefer);
        }

        foreach (int variable in _encoder.KnownVariables.Prepend(Encoder.Root).ToArray())
        {
            objective.CandidateExpanded(variable, _minimizer.Prefer);
        }

        SatAnswer answer = _minimizer.Run(objective.CostOf(Best));
        if (answer == SatAnswer.OutOfSteps)
        {
            return false;
        }

        Best = answer == SatAnswer.Satisfiable ? SelectionFromModel() : Best;
        _minimizer.Freeze();
        _reached.Add(objective);
        _current = null;
        return true;
    }

    /// <summary>Of all selections that are equally good, takes the one that has the earliest candidates in canonical order.</summary>
    internal bool MakeCanonical()
    {
        SatSolver solver = _encoder.Solver;
        solver.ContradictsByPropagation([]);
        int[] variables = [.. _encoder.KnownVariables];
        Array.Sort(variables, (left, right) => _encoder.Universe.Compare(_encoder.CandidateOf(left), _encoder.CandidateOf(right)));
        foreach (int variable in variables)
        {
            Literal chosen = Literal.Of(variable);
            if (solver.IsAlwaysTrue(chosen) || solver.IsAlwaysTrue(~chosen))
            {
                continue;
            }

            SatAnswer answer = Best.Contains(variable) ? SatAnswer.Satisfiable : solver.Solve([chosen]);
            if (answer == SatAnswer.OutOfSteps)
            {
                return false;
            }

            Best = answer == SatAnswer.Satisfiable && !Best.Contains(variable) ? SelectionFromModel() : Best;
            solver.AddClause(answer == SatAnswer.Satisfiable ? chosen : ~chosen);
            solver.ContradictsByPropagation([]);
        }

        return true;
    }

    private void Announce(Func<IObjective, Action<int, Action<Literal, int>>> news, int variable)
    {
        foreach (IObjective objective in _reached)
        {
            news(objective)(variable, (literal, _) => _encoder.Solver.AddClause(literal));
        }

        if (_current is not null)
        {
            news(_current)(variable, _minimizer!.Prefer);
        }
    }

    /// <summary>What of the last model the requests really lead to; a search may have chosen more.</summary>
    private HashSet<int> SelectionFromModel()
    {
        HashSet<int> selection = [Encoder.Root];
        Queue<int> open = new(selection);
        while (open.TryDequeue(out int variable))
        {
            foreach (Demand demand in _encoder.DemandsOf(variable))
            {
                Literal[] candidates = demand.Candidates;
                if (!Array.Exists(candidates, literal => selection.Contains(literal.Variable)))
                {
                    int chosen = Array.Find(candidates, literal => _encoder.Solver.IsTrueInModel(literal.Variable)).Variable;
                    selection.Add(chosen);
                    open.Enqueue(chosen);
                }
            }
        }

        return selection;
    }
}
