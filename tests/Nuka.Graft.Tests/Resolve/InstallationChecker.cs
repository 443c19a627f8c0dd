using Nuka.Formats.Versions;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>
/// Checks by Debian policy 7 whether packages can be installed together, for one architecture. Written apart from the resolver, with its own
/// reading of relations; what the resolution says to have pruned is not asked for.
/// </summary>
internal sealed class InstallationChecker
{
    private readonly PackageRecord[] _packages;
    private readonly HashSet<(string, string)> _pruned;
    private readonly ILookup<string, (PackageRecord Package, string? Version)> _offers;

    internal InstallationChecker(Resolution resolution)
    {
        _packages = [.. resolution.Packages.Select(package => package.Record)];
        _pruned = [.. resolution.Pruned.Select(pruned => (pruned.Owner, pruned.Text))];
        _offers = _packages.SelectMany(package => Offers(package).Select(offer => (offer.Name, Offer: (package, offer.Version))))
            .ToLookup(pair => pair.Name, pair => pair.Offer);
    }

    /// <summary>What is wrong; nothing if all is well.</summary>
    internal IEnumerable<string> Faults() =>
    [
        .. _packages.GroupBy(package => package.Name).Where(group => group.Count() > 1).Select(group => $"{group.Key} twice"),
        .. _packages.SelectMany(package => Items(package.PreDepends).Concat(Items(package.Depends))
            .Where(item => !_pruned.Contains((package.Name, item)) && !item.Split('|').Any(IsThere))
            .Select(item => $"{package} lacks {item}")),
        .. _packages.SelectMany(package => Items(package.Conflicts).Concat(Items(package.Breaks))
            .Where(item => Matches(item).Any(other => other.Name != package.Name))
            .Select(item => $"{package} cannot stand {item}")),
    ];

    private bool IsThere(string relation)
    {
        bool anyArchitecture = relation.Contains(":any", StringComparison.Ordinal);
        return Matches(relation).Any(package => !anyArchitecture || package.MultiArch == MultiArch.Allowed);
    }

    private IEnumerable<PackageRecord> Matches(string relation)
    {
        string[] words = relation.Split(['(', ')', ' '], StringSplitOptions.RemoveEmptyEntries);
        string[] place = words[0].Split(':');
        bool here = place.Length == 1 || place[1] is "any" or "native" or "amd64";
        return _offers[place[0]].Where(offer => here).Where(offer => words.Length == 1 || (offer.Version is not null && Compare(offer.Version, words[1], words[2])))
            .Select(offer => offer.Package);
    }

    private static bool Compare(string left, string relation, string right)
    {
        int order = DebianVersion.Parse(left).CompareTo(DebianVersion.Parse(right));
        return relation switch { "<<" => order < 0, "<=" => order <= 0, "=" => order == 0, ">=" => order >= 0, ">>" => order > 0, _ => false };
    }

    private static IEnumerable<(string Name, string? Version)> Offers(PackageRecord package) => Items(package.Provides)
        .Select(item => item.Split(['(', ')', ' ', '='], StringSplitOptions.RemoveEmptyEntries))
        .Select(words => (words[0].Split(':')[0], words.Length > 1 ? words[1] : null))
        .Prepend((package.Name, package.Version));

    private static IEnumerable<string> Items(string field) =>
        field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
