using System.Collections.Immutable;
using Nuka.Solve.Explanations;
using Nuka.Solve.Satisfiability;

namespace Nuka.Solve;

/// <summary>
/// Turns candidates into variables and their facts into clauses, at the moment a search first chooses them, and leads the search: the first
/// unsatisfied requirement gets its most wanted candidate.
/// </summary>
internal sealed class Encoder : ISearchGuide
{
    /// <summary>The variable that is true in every model and owns the requests.</summary>
    internal const int Root = 0;

    private const int NoCandidate = -1;
    private static readonly IReadOnlyList<Demand> Nothing = [];
    private readonly IUniverse _universe;
    private readonly FactBook? _book;
    private readonly CandidateFacts _requests;
    private readonly Dictionary<int, int> _variables = [];
    private readonly List<int> _candidates = [];
    private readonly List<IReadOnlyList<Demand>?> _demands = [];
    private readonly Dictionary<int, List<int>> _slots = [];
    private readonly Dictionary<int, List<(int Owner, Conflict Conflict)>> _awaited = [];
    private readonly List<int> _scanAtLevel = [];
    private int _scan;

    /// <param name="universe">What there is.</param>
    /// <param name="requests">What is asked for.</param>
    /// <param name="stepLimit">The steps the searches may use altogether.</param>
    /// <param name="book">If facts are to be switched on and off: where their switches are kept.</param>
    internal Encoder(IUniverse universe, ImmutableArray<Requirement> requests, long stepLimit, FactBook? book = null)
    {
        _universe = universe;
        _book = book;
        _requests = new CandidateFacts(requests, []);
        Solver = new SatSolver(this, stepLimit);
        AddAuxiliary();
        Solver.AddClause(Literal.Of(Root));
    }

    internal SatSolver Solver { get; }

    internal IUniverse Universe => _universe;

    /// <summary>Told of each candidate that became known, by its variable.</summary>
    internal Action<int>? CandidateAdded { get; set; }

    /// <summary>Told of each candidate whose facts became clauses, by its variable.</summary>
    internal Action<int>? CandidateExpanded { get; set; }

    /// <summary>The variables of all candidates that are known by now.</summary>
    internal IEnumerable<int> KnownVariables => Enumerable.Range(0, _candidates.Count).Where(variable => _candidates[variable] != NoCandidate);

    /// <summary>The candidate of a variable.</summary>
    internal int CandidateOf(int variable) => _candidates[variable];

    /// <summary>What a variable demands; nothing before it is expanded.</summary>
    internal IReadOnlyList<Demand> DemandsOf(int variable) => _demands[variable] ?? Nothing;

    /// <summary>The known variables of one slot.</summary>
    internal IReadOnlyList<int> VariablesOfSlot(int slot) => _slots.TryGetValue(slot, out List<int>? variables) ? variables : [];

    /// <summary>Makes a variable that stands for no candidate.</summary>
    internal int AddAuxiliary()
    {
        _candidates.Add(NoCandidate);
        _demands.Add(null);
        return Solver.AddVariable();
    }

    /// <inheritdoc/>
    public void BecameTrue(int variable)
    {
        if (_demands[variable] is not null || (_candidates[variable] == NoCandidate && variable != Root))
        {
            return;
        }

        CandidateFacts facts = variable == Root ? _requests : _universe.FactsOf(_candidates[variable]);
        List<Demand> demands = new(facts.Requirements.Length);
        _demands[variable] = demands;
        foreach (Requirement requirement in facts.Requirements)
        {
            AddRequirement(variable, requirement, demands);
        }

        if (variable != Root)
        {
            AddConflicts(variable, facts.Conflicts);
            AddSlot(variable);
        }

        CandidateExpanded?.Invoke(variable);
    }

    /// <inheritdoc/>
    public void LevelBegins() => _scanAtLevel.Add(_scan);

    /// <inheritdoc/>
    public void LevelsUndone(int level)
    {
        _scan = _scanAtLevel[level];
        _scanAtLevel.RemoveRange(level, _scanAtLevel.Count - level);
    }

    /// <inheritdoc/>
    public Literal NextDecision()
    {
        for (; _scan < Solver.Trail.Count; _scan++)
        {
            Literal literal = Solver.Trail[_scan];
            foreach (Demand demand in literal.IsNegated ? Nothing : DemandsOf(literal.Variable))
            {
                Literal open = FirstOpen(demand);
                if (!open.IsNone)
                {
                    return open;
                }
            }
        }

        return Literal.None;
    }

    private Literal FirstOpen(Demand demand)
    {
        if (!demand.Guard.IsNone && !Solver.IsTrue(demand.Guard))
        {
            return Literal.None;
        }

        Literal open = Literal.None;
        foreach (Literal literal in demand.Candidates)
        {
            if (Solver.IsTrue(literal))
            {
                return Literal.None;
            }

            open = open.IsNone && !Solver.IsFalse(literal) ? literal : open;
        }

        return open;
    }

    private void AddRequirement(int owner, Requirement requirement, List<Demand> demands)
    {
        List<Literal> candidates = [];
        List<int> ends = [];
        foreach (ImmutableArray<int> group in requirement.Groups)
        {
            foreach (int candidate in group)
            {
                candidates.Add(Literal.Of(VariableOf(candidate)));
            }

            if (!group.IsEmpty)
            {
                ends.Add(candidates.Count);
            }
        }

        if (!candidates.Contains(Literal.Of(owner)))
        {
            Literal guard = _book is null ? Literal.None : _book.Switch(this, Fact.Of(this, owner, requirement));
            demands.Add(new Demand(requirement, guard, [.. candidates], [.. ends]));
            candidates.Add(~Literal.Of(owner));
            AddGuarded(guard, candidates);
        }
    }

    private void AddConflicts(int owner, ImmutableArray<Conflict> conflicts)
    {
        foreach (Conflict conflict in conflicts)
        {
            foreach (int candidate in conflict.Candidates)
            {
                if (_variables.TryGetValue(candidate, out int other))
                {
                    AddExclusion(owner, other, owner, conflict);
                }
                else
                {
                    Append(_awaited, candidate, (owner, conflict));
                }
            }
        }

        foreach ((int other, Conflict conflict) in _awaited.GetValueOrDefault(_candidates[owner], []))
        {
            AddExclusion(owner, other, other, conflict);
        }
    }

    private void AddExclusion(int owner, int other, int speaker, Conflict conflict)
    {
        if (owner != other)
        {
            Literal guard = _book is null ? Literal.None : _book.Switch(this, Fact.Of(this, speaker, conflict));
            AddGuarded(guard, [~Literal.Of(owner), ~Literal.Of(other)]);
        }
    }

    private void AddSlot(int variable)
    {
        List<int> siblings = _slots[_universe.SlotOf(_candidates[variable])];
        foreach (int sibling in siblings)
        {
            if (sibling != variable)
            {
                Literal guard = _book is null ? Literal.None : _book.Switch(this, Fact.OfSlot(this, variable));
                AddGuarded(guard, [~Literal.Of(variable), ~Literal.Of(sibling)]);
            }
        }
    }

    private void AddGuarded(Literal guard, List<Literal> clause)
    {
        if (!guard.IsNone)
        {
            clause.Add(~guard);
        }

        Solver.AddClause(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(clause));
    }

    private int VariableOf(int candidate)
    {
        if (_variables.TryGetValue(candidate, out int variable))
        {
            return variable;
        }

        variable = AddAuxiliary();
        _candidates[variable] = candidate;
        _variables.Add(candidate, variable);
        Append(_slots, _universe.SlotOf(candidate), variable);
        CandidateAdded?.Invoke(variable);
        return variable;
    }

    private static void Append<T>(Dictionary<int, List<T>> lists, int key, T value)
    {
        if (!lists.TryGetValue(key, out List<T>? list))
        {
            lists.Add(key, list = []);
        }

        list.Add(value);
    }
}
