using Nuka.Solve.Optimization;
using Nuka.Solve.Satisfiability;

namespace Nuka.Solve;

/// <summary>Finds for a selection who needs what, and the order.</summary>
internal sealed class SolutionBuilder
{
    private readonly Encoder _encoder;
    private readonly int[] _variables;
    private readonly Dictionary<int, int> _places;

    /// <param name="encoder">The problem.</param>
    /// <param name="selection">The chosen variables, and the root.</param>
    internal SolutionBuilder(Encoder encoder, HashSet<int> selection)
    {
        _encoder = encoder;
        _variables = [.. selection.Where(variable => variable != Encoder.Root)];
        Array.Sort(_variables, (left, right) => encoder.Universe.Compare(encoder.CandidateOf(left), encoder.CandidateOf(right)));
        _places = _variables.Select((variable, place) => (variable, place)).ToDictionary(pair => pair.variable, pair => pair.place);
    }

    internal Solution Build(bool optimal)
    {
        List<List<(int Node, bool IsEarly)>> needs = [.. _variables.Select(_ => new List<(int Node, bool IsEarly)>())];
        List<List<ChoiceReason>> reasons = [.. _variables.Select(_ => new List<ChoiceReason>())];
        List<int> first = [];
        foreach (int owner in _variables.Prepend(Encoder.Root))
        {
            foreach (Demand demand in _encoder.DemandsOf(owner))
            {
                Literal chosen = Array.Find(demand.Candidates, literal => _places.ContainsKey(literal.Variable));
                int place = _places[chosen.Variable];
                reasons[place].Add(new ChoiceReason(owner == Encoder.Root ? null : _encoder.CandidateOf(owner), demand.Requirement));
                if (owner != Encoder.Root)
                {
                    needs[_places[owner]].Add((place, demand.Requirement.IsEarly));
                }
                else if (demand.Requirement.IsEarly)
                {
                    first.Add(place);
                }
            }
        }

        IEnumerable<Choice> choices = DependencyOrder.Of(needs, first.Order())
            .Select(place => new Choice(_encoder.CandidateOf(_variables[place]), [.. reasons[place]]));
        return new Solution([.. choices], optimal, _encoder.Solver.Steps);
    }
}
