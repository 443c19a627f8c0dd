using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Explanations;

/// <summary>Gives each fact a literal that switches it on, so that a search can tell which facts contradict each other.</summary>
internal sealed class FactBook
{
    private readonly Dictionary<Fact, (Fact Fact, Literal Switch)> _switches = [];
    private readonly Dictionary<Literal, Fact> _facts = [];
    private readonly List<Literal> _order = [];

    /// <summary>All switches, in the order in which the facts were met. Grows while a search runs.</summary>
    internal IReadOnlyList<Literal> Switches => _order;

    /// <summary>The fact behind a switch.</summary>
    internal Fact FactOf(Literal literal) => _facts[literal];

    /// <summary>The switch of a fact; a new fact gets one.</summary>
    internal Literal Switch(Encoder encoder, Fact fact)
    {
        if (_switches.TryGetValue(fact, out (Fact Fact, Literal Switch) known))
        {
            known.Fact.Owners.UnionWith(fact.Owners);
            return known.Switch;
        }

        Literal literal = Literal.Of(encoder.AddAuxiliary());
        _switches.Add(fact, (fact, literal));
        _facts.Add(literal, fact);
        _order.Add(literal);
        encoder.Solver.RequestRestart();
        return literal;
    }
}
