using System.Collections.Immutable;
using Nuka.Formats.Versions;
using Nuka.Graft.Index;
using Nuka.Solve;

namespace Nuka.Graft.Resolve;

/// <summary>The packages of all archives, as the solver sees them. Names are looked up when the search first comes to them.</summary>
internal sealed class DebianUniverse : IUniverse
{
    private readonly PackageIndex _index;
    private readonly ResolveOptions _options;
    private readonly HashSet<string> _requested;
    private readonly List<DebianCandidate> _candidates = [];
    private readonly Dictionary<PackageRecord, int> _numbers = [];
    private readonly Dictionary<(string Name, string Architecture), int> _slots = [];
    private readonly Dictionary<string, int[]> _own = [];
    private readonly Dictionary<string, NamedCandidates> _names = [];
    private readonly Dictionary<Requirement, RelationGroup> _groups = [];
    private readonly HashSet<(string Owner, string Text)> _pruned = [];
    private readonly GivenPackages _given;

    /// <param name="index">The archives.</param>
    /// <param name="options">How to choose.</param>
    /// <param name="requested">Names that were asked for: they are not avoided.</param>
    internal DebianUniverse(PackageIndex index, ResolveOptions options, IEnumerable<string> requested)
    {
        _index = index;
        _options = options;
        _requested = [.. requested];
        _given = new GivenPackages(options.Given);
    }

    internal DebianCandidate this[int candidate] => _candidates[candidate];

    /// <summary>The requirements pruned of packages that a search looked at.</summary>
    internal IEnumerable<(string Owner, string Text)> Pruned =>
        _pruned.OrderBy(pair => pair.Owner, StringComparer.Ordinal).ThenBy(pair => pair.Text, StringComparer.Ordinal);

    /// <inheritdoc/>
    public CandidateFacts FactsOf(int candidate)
    {
        DebianCandidate owner = _candidates[candidate];
        List<Requirement> requirements = [];
        AddRequirements(owner, owner.Record.PreDepends, isEarly: true, requirements);
        AddRequirements(owner, owner.Record.Depends, isEarly: false, requirements);
        List<Conflict> conflicts = [];
        AddConflicts(owner, owner.Record.Conflicts, "conflicts with", conflicts);
        AddConflicts(owner, owner.Record.Breaks, "breaks", conflicts);
        AddSiblings(owner, conflicts);
        return new CandidateFacts([.. requirements], [.. conflicts]);
    }

    /// <inheritdoc/>
    public int SlotOf(int candidate) => _candidates[candidate].Slot;

    /// <inheritdoc/>
    /// <remarks>A stand-in counts as older than what it stands for: libelogind0 is smaller than libsystemd0, but nobody meant it.</remarks>
    public int AgeOf(int candidate) => _candidates[candidate].Age + (_candidates[candidate].IsStandIn ? 1 : 0);

    /// <inheritdoc/>
    public CandidateWords WordsOf(int candidate)
    {
        DebianCandidate found = _candidates[candidate];
        string name = found.Architecture == _options.Architecture ? found.Name : $"{found.Name}:{found.Architecture}";
        return new CandidateWords(name, found.Version.Text, found.Record.Release.Name);
    }

    /// <inheritdoc/>
    public int Compare(int left, int right)
    {
        (DebianCandidate a, DebianCandidate b) = (_candidates[left], _candidates[right]);
        int order = string.CompareOrdinal(a.Name, b.Name);
        order = order != 0 ? order : string.CompareOrdinal(a.Architecture, b.Architecture);
        return order != 0 ? order : a.Age.CompareTo(b.Age);
    }

    /// <inheritdoc/>
    public string WhatThereIs(Requirement requirement)
    {
        RelationGroup group = _groups[requirement];
        return group.Alternatives.IsEmpty
            ? "that is not how a relation is written"
            : string.Join("; ", group.Alternatives.Select(relation => WhatThereIs(relation.Name)).Distinct());
    }

    /// <summary>A requirement of the requests.</summary>
    /// <param name="group">What is asked for.</param>
    /// <param name="isBase">Whether others need it without saying so: then it stands first in the order.</param>
    internal Requirement Ask(RelationGroup group, bool isBase) => ToRequirement(group, _options.Architecture, isBase);

    /// <summary>The candidate that a lock names; -1 if no archive has it any more.</summary>
    internal int Find(LockedPackage locked) => Array.Find(
        [.. OwnOf(locked.Name), -1],
        candidate => candidate < 0 || (_candidates[candidate].Version.Text == locked.Version && _candidates[candidate].Record.Architecture == locked.Architecture));

    /// <summary>Whether some package has or provides a name.</summary>
    internal bool Knows(string name) => CandidatesOf(name) is { Own.Length: > 0 } or { Providers.Length: > 0 };

    private string WhatThereIs(string name)
    {
        NamedCandidates named = CandidatesOf(name);
        if (named.Own.Length > 0)
        {
            return $"the archives have only {name} {Join(named.Own.Select(c => $"{_candidates[c].Version} ({_candidates[c].Record.Release.Name})"))}";
        }

        if (named.Providers.Length > 0)
        {
            return $"{name} is only provided by {Join(named.Providers.Select(p => $"{_candidates[p.Candidate].Name} {_candidates[p.Candidate].Version}"))}";
        }

        return _index.Contains(name)
            ? $"the archives' {name} is pinned to another version, avoided or of another architecture"
            : $"no archive has a package named {name}";
    }

    private static string Join(IEnumerable<string> words)
    {
        const int Shown = 3;
        string[] all = [.. words];
        return all.Length <= Shown ? string.Join(", ", all) : $"{string.Join(", ", all[..Shown])} and {all.Length - Shown} more";
    }

    private void AddRequirements(DebianCandidate owner, string field, bool isEarly, List<Requirement> requirements)
    {
        foreach (RelationGroup group in RelationGroup.ParseField(field))
        {
            if (_options.Policy.Prunes(owner.Name, group))
            {
                _pruned.Add((owner.Name, group.Text));
            }
            else if (!_given.Satisfy(group))
            {
                requirements.Add(ToRequirement(group, owner.Architecture, isEarly));
            }
        }
    }

    private Requirement ToRequirement(RelationGroup group, string architecture, bool isEarly)
    {
        ImmutableArray<ImmutableArray<int>>.Builder groups = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        foreach (Relation relation in group.Alternatives)
        {
            NamedCandidates named = CandidatesOf(relation.Name);
            groups.Add([.. named.Own.Where(candidate => Satisfies(relation, architecture, candidate, _candidates[candidate].Version))]);
            groups.Add([.. named.Providers.Where(p => Satisfies(relation, architecture, p.Candidate, p.Version)).Select(p => p.Candidate)]);
        }

        Requirement requirement = new(group.Text, groups.DrainToImmutable()) { IsEarly = isEarly };
        _groups.Add(requirement, group);
        return requirement;
    }

    /// <summary>Debian's multi-arch specification: without a qualifier the owner's architecture or a foreign package; <c>:any</c> is satisfied
    /// only by packages that allow it.</summary>
    private bool Satisfies(Relation relation, string architecture, int candidate, DebianVersion? version)
    {
        DebianCandidate target = _candidates[candidate];
        bool rightPlace = relation.Architecture switch
        {
            "" => target.Architecture == architecture || target.MultiArch == MultiArch.Foreign,
            "any" => target.MultiArch == MultiArch.Allowed,
            "native" => target.Architecture == _options.Architecture,
            _ => target.Architecture == relation.Architecture,
        };
        return rightPlace && relation.Accepts(version);
    }

    private void AddConflicts(DebianCandidate owner, string field, string verb, List<Conflict> conflicts)
    {
        foreach (RelationGroup group in RelationGroup.ParseField(field))
        {
            foreach (Relation relation in group.Alternatives)
            {
                NamedCandidates named = CandidatesOf(relation.Name);
                int[] hit =
                [
                    .. named.Own.Where(candidate => Hits(relation, owner, candidate, _candidates[candidate].Version)),
                    .. named.Providers.Where(p => Hits(relation, owner, p.Candidate, p.Version)).Select(p => p.Candidate),
                ];
                if (hit.Length > 0)
                {
                    conflicts.Add(new Conflict($"{verb} {group.Text}", [.. hit.Distinct()]));
                }
            }
        }
    }

    /// <summary>A conflict without a qualifier holds for every architecture; no package conflicts with itself.</summary>
    private bool Hits(Relation relation, DebianCandidate owner, int candidate, DebianVersion? version)
    {
        DebianCandidate target = _candidates[candidate];
        bool rightPlace = relation.Architecture is "" or "any" || target.Architecture == relation.Architecture;
        return target.Name != owner.Name && rightPlace && relation.Accepts(version);
    }

    /// <summary>The same package of another architecture may stand beside only as Multi-Arch: same and at the same version.</summary>
    private void AddSiblings(DebianCandidate owner, List<Conflict> conflicts)
    {
        if (_options.ForeignArchitectures.IsEmpty)
        {
            return;
        }

        foreach (int candidate in OwnOf(owner.Name))
        {
            DebianCandidate other = _candidates[candidate];
            bool together = other.MultiArch == MultiArch.Same && owner.MultiArch == MultiArch.Same && other.Version == owner.Version;
            if (other.Slot != owner.Slot && !together)
            {
                conflicts.Add(new Conflict($"cannot stand beside {other.Name}:{other.Architecture} {other.Version}", [candidate]));
            }
        }
    }

    private NamedCandidates CandidatesOf(string name)
    {
        if (!_names.TryGetValue(name, out NamedCandidates? named))
        {
            named = new NamedCandidates(OwnOf(name), FindProviders(name));
            _names.Add(name, named);
        }

        return named;
    }

    private (int Candidate, DebianVersion? Version)[] FindProviders(string name)
    {
        List<(int Candidate, DebianVersion? Version)> providers = [];
        foreach (ProviderRecord provider in _index.FindProviders(name))
        {
            OwnOf(provider.Package.Name);
            if (_numbers.TryGetValue(provider.Package, out int candidate))
            {
                providers.Add((candidate, DebianVersion.TryParse(provider.Version, out DebianVersion version) ? version : null));
            }
        }

        providers.Sort((left, right) =>
        {
            int order = _candidates[left.Candidate].Age.CompareTo(_candidates[right.Candidate].Age);
            return order != 0 ? order : Compare(left.Candidate, right.Candidate);
        });
        return [.. providers];
    }

    /// <summary>The candidates of one name, best first: such as are taken automatically, then by version, then by the order of the sources.</summary>
    private int[] OwnOf(string name)
    {
        if (_own.TryGetValue(name, out int[]? own))
        {
            return own;
        }

        List<(PackageRecord Record, DebianVersion Version, string Architecture)> found = [];
        foreach (PackageRecord record in _index.Find(name))
        {
            string architecture = record.Architecture is "all" ? _options.Architecture : record.Architecture;
            if (DebianVersion.TryParse(record.Version, out DebianVersion version) && IsAllowed(name, version, architecture)
                && !found.Exists(known => known.Version == version && known.Architecture == architecture))
            {
                found.Add((record, version, architecture));
            }
        }

        IEnumerable<(PackageRecord Record, DebianVersion Version, string Architecture)> sorted = found
            .OrderBy(known => known.Architecture == _options.Architecture ? 0 : 1)
            .ThenBy(known => known.Architecture, StringComparer.Ordinal)
            .ThenBy(known => known.Record.Release.NotAutomatic)
            .ThenByDescending(known => known.Version);
        own = [.. sorted.Select(known => Add(name, known.Record, known.Version, known.Architecture))];
        _own.Add(name, own);
        return own;
    }

    private bool IsAllowed(string name, DebianVersion version, string architecture) =>
        (architecture == _options.Architecture || _options.ForeignArchitectures.Contains(architecture))
        && (!_options.Policy.Avoided.Contains(name) || _requested.Contains(name))
        && (!_options.Pinned.TryGetValue(name, out string? pinned) || pinned == version.Text);

    private int Add(string name, PackageRecord record, DebianVersion version, string architecture)
    {
        int number = _candidates.Count;
        if (!_slots.TryGetValue((name, architecture), out int slot))
        {
            slot = _slots.Count;
            _slots.Add((name, architecture), slot);
        }

        int age = number > 0 && _candidates[^1].Slot == slot ? _candidates[^1].Age + 1 : 0;
        _candidates.Add(new DebianCandidate(record, name, version, architecture, record.MultiArch, slot, age, IsStandIn(record)));
        _numbers.Add(record, number);
        return number;
    }

    private bool IsStandIn(PackageRecord record)
    {
        string provides = record.Provides;
        string conflicts = provides.Length == 0 ? "" : record.Conflicts;
        if (conflicts.Length == 0)
        {
            return false;
        }

        HashSet<string> refused = [.. RelationsOf(conflicts).Where(relation => relation.Operator == RelationOperator.Any).Select(relation => relation.Name)];
        refused.Remove(record.Name);
        return RelationsOf(provides).Any(relation => refused.Contains(relation.Name) && _index.Contains(relation.Name));
    }

    private static IEnumerable<Relation> RelationsOf(string field) => RelationGroup.ParseField(field).SelectMany(group => group.Alternatives);
}
