using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Explanations;

/// <summary>Finds facts that contradict each other, so few that none can be spared, and tells them from the requests on.</summary>
internal sealed class Explainer
{
    private const int LongestChain = 16;
    private const int NamesShown = 3;
    private readonly IUniverse _universe;
    private readonly FactBook _book = new();
    private readonly Encoder _encoder;

    internal Explainer(IUniverse universe, ImmutableArray<Requirement> requests, long stepLimit)
    {
        _universe = universe;
        _encoder = new Encoder(universe, requests, stepLimit, _book);
    }

    /// <summary>The problem to show.</summary>
    internal Problem Explain()
    {
        List<Fact> facts = [.. FindCore().Select(_book.FactOf)];
        string[] requests = [.. facts.Where(fact => fact.Kind == FactKind.Request).Select(fact => $"`{fact.Text}`")];
        string message = requests.Length switch
        {
            0 => "the requests cannot be satisfied",
            1 => $"{requests[0]} cannot be had",
            _ => $"{Join(requests, "and")} cannot be had together",
        };
        HashSet<int> mentioned = [.. facts.Where(fact => fact.Requirement is not null).SelectMany(fact => fact.Requirement!.Groups.SelectMany(group => group))];
        string[] lines = [.. InOrder(facts).Select(fact => Tell(fact, mentioned)).Where(line => line.Length > 0)];
        ImmutableArray<string> reasons = lines.Length <= LongestChain
            ? [.. lines]
            : [.. lines[..LongestChain], $"and {lines.Length - LongestChain} more reasons of this kind"];
        return new Problem("solve/impossible", message) { Reasons = reasons, Hints = HintsFor(facts, requests) };
    }

    private static ImmutableArray<string> HintsFor(List<Fact> facts, string[] requests)
    {
        if (requests.Length > 1)
        {
            return [$"leave out {Join(requests, "or")}"];
        }

        Fact? missing = facts.Find(fact => fact.Requirement is { } requirement && requirement.Groups.All(group => group.IsEmpty));
        return missing is null ? [] : ["another archive may have it   try: nuka source list"];
    }

    /// <summary>A core from which nothing can be taken away: first as few requests as can be, then of the facts; as far as the steps go.</summary>
    private List<Literal> FindCore()
    {
        HashSet<Literal> dropped = [];
        if (!ContradictsWithout(dropped))
        {
            return [];
        }

        foreach (Literal request in _book.Switches.Where(literal => _book.FactOf(literal).Kind == FactKind.Request).Reverse().ToArray())
        {
            dropped.Add(request);
            if (!ContradictsWithout(dropped))
            {
                dropped.Remove(request);
            }
        }

        ContradictsWithout(dropped);
        return Shorten([.. _encoder.Solver.Core.OrderBy(literal => literal.Code)]);
    }

    /// <summary>Whether all facts but these contradict each other. A search that succeeds may have met new facts: then it is repeated.</summary>
    private bool ContradictsWithout(HashSet<Literal> dropped)
    {
        int known;
        SatAnswer answer;
        do
        {
            known = _book.Switches.Count;
            answer = _encoder.Solver.Solve([.. _book.Switches.Where(literal => !dropped.Contains(literal))]);
        }
        while (answer == SatAnswer.Satisfiable && _book.Switches.Count > known);
        return answer == SatAnswer.Unsatisfiable;
    }

    private List<Literal> Shorten(List<Literal> core)
    {
        for (int i = core.Count - 1; i >= 0; i--)
        {
            List<Literal> fewer = [.. core[..i], .. core[(i + 1)..]];
            if (_encoder.Solver.Solve(fewer) == SatAnswer.Unsatisfiable)
            {
                core = [.. fewer.Where(_encoder.Solver.Core.Contains)];
                i = Math.Min(i, core.Count);
            }
        }

        return core;
    }

    /// <summary>Requests, then what their candidates say, and so on; conflicts when both sides were told of.</summary>
    private List<Fact> InOrder(List<Fact> facts)
    {
        List<Fact> order = [.. facts.Where(fact => fact.Kind == FactKind.Request)];
        List<Fact> rest = [.. facts.Where(fact => fact.Kind == FactKind.Need)];
        for (int i = 0; i < order.Count; i++)
        {
            HashSet<string> names = [.. NamesFor(order[i].Requirement!)];
            order.AddRange(rest.Where(fact => names.Contains(fact.Name)));
            rest.RemoveAll(fact => names.Contains(fact.Name));
        }

        return [.. order, .. rest, .. facts.Where(fact => fact.Kind > FactKind.Need).OrderBy(fact => fact.Kind)];
    }

    private string Tell(Fact fact, HashSet<int> mentioned) => fact.Kind switch
    {
        FactKind.Request => IsMissing(fact) ? $"`{fact.Text}` is asked for, but {_universe.WhatThereIs(fact.Requirement!)}" : "",
        FactKind.Need when IsMissing(fact) => $"{OwnerOf(fact)} needs {fact.Text}, but {_universe.WhatThereIs(fact.Requirement!)}",
        FactKind.Need => $"{OwnerOf(fact)} needs {fact.Text}{Providers(fact, NamesFor(fact.Requirement!))}",
        FactKind.Conflict => $"{OwnerOf(fact)} {fact.Text}{Providers(fact, NamesOf(fact.Conflict!.Candidates.Where(mentioned.Contains)))}",
        _ => $"only one version of {fact.Name} can be chosen",
    };

    private static bool IsMissing(Fact fact) => fact.Requirement!.Groups.All(group => group.IsEmpty);

    /// <summary>The owner's name, with versions if other versions of it do not say the same.</summary>
    private string OwnerOf(Fact fact)
    {
        int first = _encoder.CandidateOf(fact.Owners.First());
        if (_encoder.VariablesOfSlot(_universe.SlotOf(first)).All(fact.Owners.Contains))
        {
            return fact.Name;
        }

        string[] versions = [.. fact.Owners.Order().Select(owner => _universe.WordsOf(_encoder.CandidateOf(owner)).Version)];
        return $"{fact.Name} {Join(versions, "and")}";
    }

    /// <summary>Who is meant, if the text does not say so.</summary>
    private static string Providers(Fact fact, IEnumerable<string> meant)
    {
        string[] names = [.. meant.Where(name => !fact.Text.Contains(name, StringComparison.Ordinal))];
        return names.Length == 0 ? "" : $", which is {Join(names, "or")}";
    }

    private IEnumerable<string> NamesFor(Requirement requirement) => NamesOf(requirement.Groups.SelectMany(group => group));

    private IEnumerable<string> NamesOf(IEnumerable<int> candidates) => candidates.Select(candidate => _universe.WordsOf(candidate).Name).Distinct();

    private static string Join(string[] words, string last) => words.Length switch
    {
        1 => words[0],
        <= NamesShown => $"{string.Join(", ", words[..^1])} {last} {words[^1]}",
        _ => $"{string.Join(", ", words[..NamesShown])} {last} {words.Length - NamesShown} more",
    };
}
