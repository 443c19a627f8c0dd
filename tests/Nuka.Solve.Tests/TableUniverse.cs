using System.Collections.Immutable;

namespace Nuka.Solve.Tests;

/// <summary>A small universe written as a table: names, whole numbers as versions, requirements like <c>b&gt;=2|c</c>.</summary>
internal sealed class TableUniverse : IUniverse
{
    private readonly List<Row> _rows = [];
    private readonly List<string> _slots = [];

    internal int Count => _rows.Count;

    /// <summary>Adds a candidate.</summary>
    internal TableUniverse Add(string name, int version, string needs = "", string conflicts = "")
    {
        int slot = _slots.IndexOf(name);
        if (slot < 0)
        {
            slot = _slots.Count;
            _slots.Add(name);
        }

        _rows.Add(new Row(name, version, slot, needs, conflicts));
        return this;
    }

    internal ImmutableArray<Requirement> Ask(params string[] requests) => [.. requests.Select(Parse)];

    internal int Find(string name, int version) => _rows.FindIndex(row => row.Name == name && row.Version == version);

    internal string Show(int candidate) => $"{_rows[candidate].Name} {_rows[candidate].Version}";

    internal string Describe() => string.Join("\n", _rows.Select(row => $"{row.Name} {row.Version}: {row.Needs} # {row.Conflicts}"));

    internal string Show(Solution solution) => string.Join(", ", solution.Choices.Select(choice => Show(choice.Candidate)));

    public CandidateFacts FactsOf(int candidate) => new(
        [.. Split(_rows[candidate].Needs).Select(Parse)],
        [.. Split(_rows[candidate].Conflicts).Select(text => new Conflict($"conflicts with {text}", Match(text)))]);

    public int SlotOf(int candidate) => _rows[candidate].Slot;

    public int AgeOf(int candidate) =>
        _rows.Count(row => row.Slot == _rows[candidate].Slot && row.Version > _rows[candidate].Version);

    public CandidateWords WordsOf(int candidate) => new(_rows[candidate].Name, $"{_rows[candidate].Version}", "table");

    public int Compare(int left, int right)
    {
        int order = string.CompareOrdinal(_rows[left].Name, _rows[right].Name);
        return order != 0 ? order : _rows[right].Version.CompareTo(_rows[left].Version);
    }

    public string WhatThereIs(Requirement requirement)
    {
        string name = requirement.Text.Split('<', '>', '=')[0];
        string[] versions = [.. _rows.Where(row => row.Name == name).Select(row => $"{name} {row.Version}")];
        return versions.Length == 0 ? $"there is no {name}" : $"there is only {string.Join(", ", versions)}";
    }

    private static string[] Split(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private Requirement Parse(string text) =>
        new(text.TrimStart('!'), [.. text.TrimStart('!').Split('|').Select(Match)]) { IsEarly = text.StartsWith('!') };

    private ImmutableArray<int> Match(string text)
    {
        int at = text.IndexOfAny(['<', '>', '=']);
        string name = at < 0 ? text : text[..at];
        int bound = at < 0 ? 0 : int.Parse(text[at..].TrimStart('<', '>', '='));
        return [.. Enumerable.Range(0, _rows.Count)
            .Where(i => _rows[i].Name == name && (at < 0 || Fits(text[at..], _rows[i].Version.CompareTo(bound))))
            .OrderByDescending(i => _rows[i].Version)];
    }

    private static bool Fits(string relation, int order) =>
        (order < 0 && relation[0] == '<') || (order > 0 && relation[0] == '>') || (order == 0 && relation.Contains('='));

    private sealed record Row(string Name, int Version, int Slot, string Needs, string Conflicts);
}
