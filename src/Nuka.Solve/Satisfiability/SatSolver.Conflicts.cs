namespace Nuka.Solve.Satisfiability;

/// <summary>Learning from conflicts, and cores of assumptions.</summary>
internal sealed partial class SatSolver
{
    private readonly List<bool> _seen = [];
    private readonly List<Literal> _lesson = [];
    private readonly List<int> _marked = [];

    /// <summary>Learns the clause of the first unique implication point, goes back to where it would have helped, and asserts it.</summary>
    private void Learn(int conflict)
    {
        Conflicts++;
        BackjumpTo(HighestLevel(conflict));
        if (Level == 0)
        {
            _contradictory = true;
            return;
        }

        Resolve(conflict);
        ShortenLesson();
        Span<Literal> lesson = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lesson);
        int spread = Spread(lesson);
        int back = MoveHighestToSecond(lesson);
        foreach (int variable in _marked)
        {
            _seen[variable] = false;
        }

        _activity.Decay();
        BackjumpTo(back);
        int reference = NoReason;
        if (lesson.Length > 1)
        {
            reference = _clauses.Add(lesson, spread);
            Attach(reference);
            _learned.Add(reference);
        }

        Assign(lesson[0], reference);
    }

    private int HighestLevel(int reference)
    {
        int highest = 0;
        foreach (Literal literal in _clauses[reference])
        {
            highest = Math.Max(highest, _levels[literal.Variable]);
        }

        return highest;
    }

    /// <summary>Resolves backwards along the trail until one literal of the current level is left; it stands first in the lesson.</summary>
    private void Resolve(int conflict)
    {
        _lesson.Clear();
        _marked.Clear();
        _lesson.Add(Literal.None);
        int open = Mark(conflict);
        int at = _trail.Count - 1;
        while (true)
        {
            while (!_seen[_trail[at].Variable])
            {
                at--;
            }

            Literal literal = _trail[at--];
            if (--open == 0)
            {
                _lesson[0] = ~literal;
                return;
            }

            open += Mark(_reasons[literal.Variable]);
        }
    }

    /// <summary>Marks the literals of a clause; those of lower levels join the lesson. Returns how many new ones are of this level.</summary>
    private int Mark(int reference)
    {
        int open = 0;
        foreach (Literal literal in _clauses[reference])
        {
            int variable = literal.Variable;
            if (!_seen[variable] && _levels[variable] > 0)
            {
                _seen[variable] = true;
                _marked.Add(variable);
                _activity.Bump(variable);
                if (_levels[variable] == Level)
                {
                    open++;
                }
                else
                {
                    _lesson.Add(literal);
                }
            }
        }

        return open;
    }

    /// <summary>Drops literals that the others of the lesson imply in one step.</summary>
    private void ShortenLesson() => _lesson.RemoveAll(literal =>
    {
        int reason = _reasons[literal.Variable];
        if (literal == _lesson[0] || reason == NoReason)
        {
            return false;
        }

        foreach (Literal other in _clauses[reason])
        {
            if (!_seen[other.Variable] && _levels[other.Variable] > 0)
            {
                return false;
            }
        }

        return true;
    });

    private int Spread(ReadOnlySpan<Literal> lesson)
    {
        HashSet<int> levels = [];
        foreach (Literal literal in lesson)
        {
            levels.Add(_levels[literal.Variable]);
        }

        return levels.Count;
    }

    /// <summary>Puts a literal of the second-highest level beside the first, to be watched; returns that level.</summary>
    private int MoveHighestToSecond(Span<Literal> lesson)
    {
        if (lesson.Length == 1)
        {
            return 0;
        }

        int best = 1;
        for (int i = 2; i < lesson.Length; i++)
        {
            best = _levels[lesson[i].Variable] > _levels[lesson[best].Variable] ? i : best;
        }

        (lesson[1], lesson[best]) = (lesson[best], lesson[1]);
        return _levels[lesson[1].Variable];
    }

    /// <summary>Finds the assumptions from which the falsehood of one follows.</summary>
    private void CollectCore(Literal failed)
    {
        _core.Add(failed);
        _marked.Clear();
        MarkForCore(failed.Variable);
        for (int i = _trail.Count - 1; i >= 0; i--)
        {
            Literal literal = _trail[i];
            if (!_seen[literal.Variable])
            {
                continue;
            }

            int reason = _reasons[literal.Variable];
            if (reason == NoReason)
            {
                _core.Add(literal);
                continue;
            }

            foreach (Literal other in _clauses[reason])
            {
                MarkForCore(other.Variable);
            }
        }

        foreach (int variable in _marked)
        {
            _seen[variable] = false;
        }
    }

    private void MarkForCore(int variable)
    {
        if (_levels[variable] > 0 && !_seen[variable])
        {
            _seen[variable] = true;
            _marked.Add(variable);
        }
    }
}
