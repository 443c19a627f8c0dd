using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Optimization;

/// <summary>
/// Makes the sum of the weights of broken preferences as small as can be, led by cores: assume that every preference holds; each core of
/// preferences that cannot all hold raises the lower bound and is replaced by preferences which allow one of them to be broken.
/// </summary>
/// <remarks>
/// The replacement is that of Narodytska and Bacchus, "Maximum Satisfiability Using Core-Guided MaxSAT Resolution" (2014): for broken
/// literals b₁…bₙ and dᵢ = bᵢ₊₁ ∨ … ∨ bₙ, at most one is broken exactly if no bᵢ ∧ dᵢ holds. It is linear in the size of the core. Candidates
/// that no search has reached yet count as preferences that hold; they join when they become known, so a proof covers all that there is.
/// </remarks>
/// <param name="encoder">The encoder whose solver is asked.</param>
internal sealed class Minimizer(Encoder encoder)
{
    /// <summary>A larger core is taken as it is.</summary>
    private const int LargestShortenedCore = 48;

    private readonly SatSolver _solver = encoder.Solver;
    private readonly List<Literal> _assumptions = [];
    private readonly Dictionary<Literal, int> _weights = [];

    /// <summary>What every solution costs at least.</summary>
    internal long LowerBound { get; private set; }

    /// <summary>Adds a preference, at any time.</summary>
    internal void Prefer(Literal literal, int weight)
    {
        if (!_weights.TryAdd(literal, weight))
        {
            _weights[literal] += weight;
        }

        _assumptions.Add(literal);
        _solver.RequestRestart();
    }

    /// <summary>Looks for the best model.</summary>
    /// <param name="upperBound">What the best known solution costs.</param>
    /// <returns>Satisfiable: the solver's model is the best; Unsatisfiable: none is better than the one known; OutOfSteps: nothing is proven.</returns>
    internal SatAnswer Run(long upperBound)
    {
        while (true)
        {
            DropDecided();
            if (LowerBound >= upperBound)
            {
                return SatAnswer.Unsatisfiable;
            }

            SatAnswer answer = _solver.Solve(_assumptions);
            if (answer != SatAnswer.Unsatisfiable)
            {
                return answer;
            }

            Relax(ShortenCore([.. _solver.Core]));
        }
    }

    /// <summary>After a proof: no later solution may be worse here.</summary>
    internal void Freeze()
    {
        DropDecided();
        foreach (Literal literal in _assumptions.ToArray())
        {
            _solver.AddClause(literal);
        }
    }

    /// <summary>Counts what is broken in every model, and forgets what holds in every model.</summary>
    private void DropDecided() => _assumptions.RemoveAll(literal =>
    {
        bool broken = _solver.IsAlwaysTrue(~literal);
        LowerBound += broken ? _weights[literal] : 0;
        bool decided = broken || _solver.IsAlwaysTrue(literal);
        return (decided && _weights.Remove(literal)) || !_weights.ContainsKey(literal);
    });

    private List<Literal> ShortenCore(List<Literal> core)
    {
        for (int i = core.Count - 1; i >= 0 && core.Count is > 1 and <= LargestShortenedCore; i--)
        {
            Literal left = core[i];
            if (_solver.ContradictsByPropagation(core.Where(literal => literal != left)))
            {
                core.RemoveAt(i);
            }
        }

        return core;
    }

    private void Relax(List<Literal> core)
    {
        if (core.Count == 0)
        {
            throw new InvalidOperationException("a satisfiable problem became contradictory");
        }

        int weight = core.Min(literal => _weights[literal]);
        LowerBound += weight;
        foreach (Literal literal in core)
        {
            _weights[literal] -= weight;
            if (_weights[literal] == 0)
            {
                _weights.Remove(literal);
            }
        }

        _assumptions.RemoveAll(literal => !_weights.ContainsKey(literal));
        _solver.AddClause([.. core.Select(literal => ~literal)]);
        AllowOneBroken(core, weight);
    }

    private void AllowOneBroken(List<Literal> core, int weight)
    {
        Literal anyLater = Literal.None;
        for (int i = core.Count - 2; i >= 0; i--)
        {
            Literal later = Literal.Of(encoder.AddAuxiliary());
            _solver.AddClause(core[i + 1], later);
            if (!anyLater.IsNone)
            {
                _solver.AddClause(~anyLater, later);
            }

            Literal twice = Literal.Of(encoder.AddAuxiliary());
            _solver.AddClause(core[i], ~later, twice);
            Prefer(~twice, weight);
            anyLater = later;
        }
    }
}
