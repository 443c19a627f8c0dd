namespace Nuka.Solve.Satisfiability;

/// <summary>The variables that took part in conflicts, most active first; equal ones by number, so that a search is repeatable.</summary>
internal sealed class ActivityHeap
{
    private const double Limit = 1e100;
    private const double Growth = 1 / 0.95;
    private readonly List<int> _heap = [];
    private readonly List<int> _place = [];
    private readonly List<double> _activity = [];
    private double _increment = 1;

    internal void AddVariable()
    {
        _place.Add(-1);
        _activity.Add(0);
    }

    internal double ActivityOf(int variable) => _activity[variable];

    /// <summary>Puts a variable in, if it is not.</summary>
    internal void Insert(int variable)
    {
        if (_place[variable] < 0)
        {
            _place[variable] = _heap.Count;
            _heap.Add(variable);
            MoveUp(_place[variable]);
        }
    }

    /// <summary>Takes the most active variable out; -1 if there is none.</summary>
    internal int Take()
    {
        if (_heap.Count == 0)
        {
            return -1;
        }

        int top = _heap[0];
        int last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        _place[top] = -1;
        if (last != top)
        {
            _heap[0] = last;
            _place[last] = 0;
            MoveDown(0);
        }

        return top;
    }

    /// <summary>Raises a variable's activity.</summary>
    internal void Bump(int variable)
    {
        _activity[variable] += _increment;
        if (_activity[variable] > Limit)
        {
            Rescale();
        }

        if (_place[variable] >= 0)
        {
            MoveUp(_place[variable]);
        }
    }

    /// <summary>Lets older activity weigh less.</summary>
    internal void Decay() => _increment *= Growth;

    private void Rescale()
    {
        for (int i = 0; i < _activity.Count; i++)
        {
            _activity[i] /= Limit;
        }

        _increment /= Limit;
    }

    private bool IsBefore(int left, int right) =>
        _activity[left] != _activity[right] ? _activity[left] > _activity[right] : left < right;

    private void MoveUp(int at)
    {
        int variable = _heap[at];
        while (at > 0 && IsBefore(variable, _heap[(at - 1) / 2]))
        {
            Put(_heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }

        Put(variable, at);
    }

    private void MoveDown(int at)
    {
        int variable = _heap[at];
        while ((at * 2) + 1 < _heap.Count)
        {
            int child = (at * 2) + 1;
            child += child + 1 < _heap.Count && IsBefore(_heap[child + 1], _heap[child]) ? 1 : 0;
            if (!IsBefore(_heap[child], variable))
            {
                break;
            }

            Put(_heap[child], at);
            at = child;
        }

        Put(variable, at);
    }

    private void Put(int variable, int at)
    {
        _heap[at] = variable;
        _place[variable] = at;
    }
}
