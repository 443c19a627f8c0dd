namespace Nuka.Solve.Satisfiability;

/// <summary>Adding clauses, propagating them, forgetting learned ones.</summary>
internal sealed partial class SatSolver
{
    private const int FirstForgetting = 2000;
    private const int GoodSpread = 2;
    private readonly List<int> _learned = [];
    private readonly List<Literal> _draft = [];
    private int _forgetAt = FirstForgetting;

    /// <summary>Adds a clause, at any time.</summary>
    /// <remarks>
    /// In the middle of a search it must hold a literal that became false on the current level, unless it has one literal only: that is kept
    /// until the next restart, which comes at once. (It cannot be a conflict: nothing would watch it if that conflict is not learned from.)
    /// </remarks>
    internal void AddClause(params ReadOnlySpan<Literal> literals)
    {
        if (!Simplify(literals))
        {
            return;
        }

        if (_draft.Count == 0)
        {
            _contradictory = true;
            return;
        }

        if (_draft.Count == 1)
        {
            AddUnit(_draft[0]);
            return;
        }

        Span<Literal> clause = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_draft);
        WatchBest(clause);
        int reference = _clauses.Add(clause, spread: 0);
        Attach(reference);
        if (IsFalse(clause[0]))
        {
            _lazyConflict = reference;
        }
        else if (clause.Length > 1 && IsFalse(clause[1]) && !IsTrue(clause[0]))
        {
            Assign(clause[0], reference);
        }
    }

    private void AddUnit(Literal unit)
    {
        if (Level > 0)
        {
            _pendingUnits.Add(unit);
            _restartRequested = true;
        }
        else if (!IsTrue(unit))
        {
            Assign(unit, NoReason);
        }
    }

    /// <summary>Drops repeated and always false literals into <see cref="_draft"/>; no clause is needed if this returns false.</summary>
    private bool Simplify(ReadOnlySpan<Literal> literals)
    {
        _draft.Clear();
        foreach (Literal literal in literals)
        {
            if (IsAlwaysTrue(literal) || _draft.Contains(~literal))
            {
                return false;
            }

            if (!IsAlwaysTrue(~literal) && !_draft.Contains(literal))
            {
                _draft.Add(literal);
            }
        }

        return true;
    }

    /// <summary>Moves the two best literals to watch to the front: such as are not false, else those that became false last.</summary>
    private void WatchBest(Span<Literal> clause)
    {
        for (int place = 0; place < Math.Min(2, clause.Length); place++)
        {
            int best = place;
            for (int i = place + 1; i < clause.Length; i++)
            {
                best = WatchValue(clause[i]) > WatchValue(clause[best]) ? i : best;
            }

            (clause[place], clause[best]) = (clause[best], clause[place]);
        }
    }

    private int WatchValue(Literal literal) => IsFalse(literal) ? _levels[literal.Variable] : int.MaxValue;

    private void Attach(int reference)
    {
        Span<Literal> clause = _clauses[reference];
        if (clause.Length > 1)
        {
            _watches[clause[0].Code].Add(new Watch(reference, clause[1]));
            _watches[clause[1].Code].Add(new Watch(reference, clause[0]));
        }
    }

    /// <summary>Draws all conclusions from the trail.</summary>
    /// <returns>A clause that is false, or <see cref="NoReason"/>.</returns>
    private int Propagate()
    {
        while (_head < _trail.Count)
        {
            Literal literal = _trail[_head++];
            Steps++;
            if (_guide is not null && !literal.IsNegated)
            {
                _guide.BecameTrue(literal.Variable);
            }

            int conflict = _lazyConflict != NoReason ? _lazyConflict : PropagateInto(~literal);
            if (conflict != NoReason)
            {
                _lazyConflict = NoReason;
                _head = _trail.Count;
                return conflict;
            }
        }

        return NoReason;
    }

    /// <summary>Visits the clauses that watch a literal which became false.</summary>
    private int PropagateInto(Literal falseLiteral)
    {
        WatchList list = _watches[falseLiteral.Code];
        Span<Watch> watches = list.Entries;
        int kept = 0;
        int conflict = NoReason;
        for (int i = 0; i < watches.Length; i++)
        {
            Watch watch = watches[i];
            if (conflict != NoReason || IsTrue(watch.Blocker))
            {
                watches[kept++] = watch;
            }
            else if (!_clauses.IsDeleted(watch.Clause) && !MoveWatch(watch.Clause, falseLiteral))
            {
                Literal other = _clauses[watch.Clause][0];
                watches[kept++] = new Watch(watch.Clause, other);
                if (IsFalse(other))
                {
                    conflict = watch.Clause;
                }
                else if (!IsTrue(other))
                {
                    Assign(other, watch.Clause);
                }
            }
        }

        list.Shrink(kept);
        return conflict;
    }

    /// <summary>Looks for another literal to watch. If there is none, the other watched literal stands first in the clause.</summary>
    private bool MoveWatch(int reference, Literal falseLiteral)
    {
        Span<Literal> clause = _clauses[reference];
        if (clause[0] == falseLiteral)
        {
            (clause[0], clause[1]) = (clause[1], clause[0]);
        }

        if (IsTrue(clause[0]))
        {
            return false;
        }

        for (int i = 2; i < clause.Length; i++)
        {
            if (!IsFalse(clause[i]))
            {
                (clause[1], clause[i]) = (clause[i], clause[1]);
                _watches[clause[1].Code].Add(new Watch(reference, clause[0]));
                return true;
            }
        }

        return false;
    }

    /// <summary>Keeps memory and propagation bounded: at a restart, the older half of the learned clauses over many levels goes.</summary>
    private void ForgetPoorClauses()
    {
        if (_learned.Count < _forgetAt)
        {
            return;
        }

        int half = _learned.Count / 2;
        int kept = 0;
        for (int i = 0; i < _learned.Count; i++)
        {
            int reference = _learned[i];
            if (i < half && _clauses.SpreadOf(reference) > GoodSpread && !IsReason(reference))
            {
                _clauses.Delete(reference);
            }
            else
            {
                _learned[kept++] = reference;
            }
        }

        _learned.RemoveRange(kept, _learned.Count - kept);
        _forgetAt += FirstForgetting / 4;
    }

    private bool IsReason(int reference)
    {
        Literal first = _clauses[reference][0];
        return IsTrue(first) && _reasons[first.Variable] == reference;
    }
}
