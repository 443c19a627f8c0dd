namespace Nuka.Solve.Satisfiability;

/// <summary>
/// Conflict-driven clause learning: two watched literals, first unique implication points, non-chronological backjumping, assumptions with
/// cores, Luby restarts. Deterministic: no clock and no randomness; the only limit is a count of steps.
/// </summary>
/// <remarks>
/// Ideas: Eén and Sörensson, "An Extensible SAT-solver" (2003). What is our own: clauses may arrive in the middle of a search
/// (<see cref="ISearchGuide.BecameTrue"/>). Such a clause holds the negation of a literal that is just being propagated, hence its highest
/// level is the current one and no lower implication is missed.
/// </remarks>
internal sealed partial class SatSolver
{
    /// <summary>Conflicts of one search after which the activity of variables decides before the guide does.</summary>
    private const int GuidedConflicts = 64;

    private const int NoReason = -1;
    private readonly ISearchGuide? _guide;
    private readonly ClauseArena _clauses = new();
    private readonly List<WatchList> _watches = [];
    private readonly List<sbyte> _values = [];
    private readonly List<int> _levels = [];
    private readonly List<int> _reasons = [];
    private readonly List<bool> _phases = [];
    private readonly ActivityHeap _activity = new();
    private readonly List<Literal> _trail = [];
    private readonly List<int> _levelStarts = [];
    private readonly List<Literal> _pendingUnits = [];
    private readonly List<Literal> _core = [];
    private readonly List<bool> _model = [];
    private int _head;
    private int _lazyConflict = NoReason;
    private int _nextUnassigned;
    private bool _restartRequested;
    private bool _contradictory;

    internal SatSolver(ISearchGuide? guide = null, long stepLimit = long.MaxValue)
    {
        _guide = guide;
        StepLimit = stepLimit;
    }

    /// <summary>The steps after which a search gives up; one step is one literal propagated.</summary>
    internal long StepLimit { get; set; }

    /// <summary>The steps used so far.</summary>
    internal long Steps { get; private set; }

    /// <summary>The conflicts met so far.</summary>
    internal long Conflicts { get; private set; }

    internal int VariableCount => _levels.Count;

    /// <summary>The literals on the trail, in the order in which they became true.</summary>
    internal IReadOnlyList<Literal> Trail => _trail;

    /// <summary>After <see cref="SatAnswer.Unsatisfiable"/>: assumptions that cannot hold together; empty if the clauses alone contradict.</summary>
    internal IReadOnlyList<Literal> Core => _core;

    private int Level => _levelStarts.Count;

    /// <summary>Makes a variable.</summary>
    internal int AddVariable()
    {
        int variable = _levels.Count;
        _levels.Add(0);
        _reasons.Add(NoReason);
        _phases.Add(false);
        _seen.Add(false);
        _values.Add(0);
        _values.Add(0);
        _watches.Add(new WatchList());
        _watches.Add(new WatchList());
        _activity.AddVariable();
        if (_guide is null)
        {
            _activity.Insert(variable);
        }

        return variable;
    }

    /// <summary>Whether a literal is true now.</summary>
    internal bool IsTrue(Literal literal) => _values[literal.Code] > 0;

    /// <summary>Whether a literal is false now.</summary>
    internal bool IsFalse(Literal literal) => _values[literal.Code] < 0;

    /// <summary>Whether a literal is true in every model.</summary>
    internal bool IsAlwaysTrue(Literal literal) => IsTrue(literal) && _levels[literal.Variable] == 0;

    /// <summary>Whether a variable is true in the last model.</summary>
    internal bool IsTrueInModel(int variable) => variable < _model.Count && _model[variable];

    /// <summary>Asks for the assumptions to be taken anew, because some were added in the middle of a search.</summary>
    internal void RequestRestart() => _restartRequested = true;

    /// <summary>Looks for a model.</summary>
    /// <param name="assumptions">Literals to hold, for this search only; the guide may append some while it runs.</param>
    internal SatAnswer Solve(IReadOnlyList<Literal> assumptions)
    {
        long firstConflict = Conflicts;
        long nextRestart = Conflicts + RestartSequence.At(0);
        int restarts = 0;
        BackjumpTo(0);
        _core.Clear();
        while (!_contradictory)
        {
            int conflict = Propagate();
            if (_contradictory)
            {
                break;
            }

            if (conflict != NoReason)
            {
                Learn(conflict);
            }
            else if (Steps > StepLimit)
            {
                BackjumpTo(0);
                return SatAnswer.OutOfSteps;
            }
            else if (_restartRequested || Conflicts >= nextRestart)
            {
                nextRestart = Conflicts >= nextRestart ? Conflicts + RestartSequence.At(++restarts) : nextRestart;
                Restart();
            }
            else if (Advance(assumptions, Conflicts - firstConflict >= GuidedConflicts) is { } answer)
            {
                BackjumpTo(0);
                return answer;
            }
        }

        return SatAnswer.Unsatisfiable;
    }

    /// <summary>Whether mere propagation shows that these literals cannot hold together.</summary>
    internal bool ContradictsByPropagation(IEnumerable<Literal> literals)
    {
        BackjumpTo(0);
        bool contradiction = _contradictory || PropagateAtRoot();
        foreach (Literal literal in literals)
        {
            if (contradiction || IsFalse(literal))
            {
                contradiction = true;
                break;
            }

            if (!IsTrue(literal))
            {
                BeginLevel();
                Assign(literal, NoReason);
                contradiction = Propagate() != NoReason;
            }
        }

        BackjumpTo(0);
        return contradiction;
    }

    /// <summary>Takes the next assumption or decision; the answer, if there is none left or one is false.</summary>
    private SatAnswer? Advance(IReadOnlyList<Literal> assumptions, bool byActivity)
    {
        while (Level < assumptions.Count)
        {
            Literal assumption = assumptions[Level];
            if (IsFalse(assumption))
            {
                CollectCore(assumption);
                return SatAnswer.Unsatisfiable;
            }

            BeginLevel();
            if (!IsTrue(assumption))
            {
                Assign(assumption, NoReason);
                return null;
            }
        }

        Literal decision = NextDecision(byActivity);
        if (decision.IsNone)
        {
            KeepModel();
            return SatAnswer.Satisfiable;
        }

        BeginLevel();
        Assign(decision, NoReason);
        return null;
    }

    private Literal NextDecision(bool byActivity)
    {
        for (int variable = byActivity || _guide is null ? _activity.Take() : -1; variable >= 0; variable = _activity.Take())
        {
            if (_values[variable << 1] == 0)
            {
                return Literal.Of(variable, !_phases[variable]);
            }
        }

        Literal wanted = _guide?.NextDecision() ?? Literal.None;
        if (!wanted.IsNone)
        {
            return wanted;
        }

        // Whatever nobody asked for stays out: the model becomes total, so every clause is really satisfied.
        while (_nextUnassigned < VariableCount && _values[_nextUnassigned << 1] != 0)
        {
            _nextUnassigned++;
        }

        return _nextUnassigned < VariableCount ? Literal.Of(_nextUnassigned, negated: true) : Literal.None;
    }

    private void KeepModel()
    {
        _model.Clear();
        for (int variable = 0; variable < VariableCount; variable++)
        {
            _model.Add(_values[variable << 1] > 0);
        }
    }

    private void Restart()
    {
        _restartRequested = false;
        BackjumpTo(0);
        PropagateAtRoot();
        ForgetPoorClauses();
    }

    /// <summary>Asserts the units that arrived in the middle of a search, and propagates.</summary>
    private bool PropagateAtRoot()
    {
        while (_pendingUnits.Count > 0)
        {
            Literal unit = _pendingUnits[^1];
            _pendingUnits.RemoveAt(_pendingUnits.Count - 1);
            if (IsFalse(unit))
            {
                return _contradictory = true;
            }

            if (!IsTrue(unit))
            {
                Assign(unit, NoReason);
            }
        }

        if (Propagate() != NoReason)
        {
            _contradictory = true;
        }

        return _contradictory;
    }

    private void BeginLevel()
    {
        _levelStarts.Add(_trail.Count);
        _guide?.LevelBegins();
    }

    private void Assign(Literal literal, int reason)
    {
        _values[literal.Code] = 1;
        _values[literal.Code ^ 1] = -1;
        _levels[literal.Variable] = Level;
        _reasons[literal.Variable] = reason;
        _trail.Add(literal);
    }

    private void BackjumpTo(int level)
    {
        if (Level > level)
        {
            int start = _levelStarts[level];
            for (int i = _trail.Count - 1; i >= start; i--)
            {
                Unassign(_trail[i]);
            }

            _trail.RemoveRange(start, _trail.Count - start);
            _levelStarts.RemoveRange(level, _levelStarts.Count - level);
            _head = start;
            _guide?.LevelsUndone(level);
        }
    }

    private void Unassign(Literal literal)
    {
        int variable = literal.Variable;
        _values[literal.Code] = 0;
        _values[literal.Code ^ 1] = 0;
        _phases[variable] = !literal.IsNegated;
        _nextUnassigned = Math.Min(_nextUnassigned, variable);
        if (_guide is null || _activity.ActivityOf(variable) > 0)
        {
            _activity.Insert(variable);
        }
    }
}
