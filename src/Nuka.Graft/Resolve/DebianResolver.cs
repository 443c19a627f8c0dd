using System.Collections.Frozen;
using System.Collections.Immutable;
using Nuka.Graft.Index;
using Nuka.Platform.Errors;
using Nuka.Solve;

namespace Nuka.Graft.Resolve;

/// <summary>Chooses the packages of Debian archives that requests need.</summary>
/// <param name="index">The archives; must stay open while the answer is read.</param>
/// <param name="options">How to choose.</param>
public sealed class DebianResolver(PackageIndex index, ResolveOptions options)
{

    /// <summary>Chooses.</summary>
    /// <param name="requests">What is asked for; their order has no influence.</param>
    /// <exception cref="NukaException"><c>graft/unknown-package</c>, <c>graft/bad-request</c>, <c>graft/no-base</c>, <c>solve/impossible</c>,
    /// <c>solve/too-hard</c>.</exception>
    public Resolution Resolve(IReadOnlyList<ResolveRequest> requests)
    {
        ImmutableArray<(ResolveRequest Request, RelationGroup Group)> asked = [.. requests.Select(request => (request, Read(request)))];
        DebianUniverse universe = new(index, options, asked.SelectMany(pair => pair.Group.Alternatives).Select(relation => relation.Name));
        foreach ((ResolveRequest request, RelationGroup group) in asked)
        {
            CheckKnown(universe, request, group);
        }

        ImmutableArray<Requirement> wanted = [.. asked.Select(pair => universe.Ask(pair.Group, isBase: false))];
        ImmutableArray<Requirement> all = [.. wanted, .. BaseOf(universe)];
        FrozenSet<int> locked = [.. options.Locked.Select(universe.Find).Where(candidate => candidate >= 0)];
        Solution solution = new Solver(universe, new SolveOptions
        {
            Policy = options.Preference,
            Locked = locked,
            StepLimit = options.StepLimit,
        }).Solve(all);
        return Describe(universe, solution, wanted);
    }

    private static RelationGroup Read(ResolveRequest request)
    {
        RelationGroup group = request.ToGroup();
        return group.Alternatives.IsEmpty
            ? throw new Problem("graft/bad-request", $"`{request.Text}` is not how a package is asked for")
            {
                Place = request.Place,
                Hints = ["a name, a name=version, or as in a Depends field   try: \"libfoo (>= 2)\""],
            }.ToException()
            : group;
    }

    private void CheckKnown(DebianUniverse universe, ResolveRequest request, RelationGroup group)
    {
        string name = group.Alternatives[0].Name;
        if (group.Alternatives.Any(relation => universe.Knows(relation.Name)) || index.Contains(name))
        {
            return;
        }

        throw UnknownPackage.Of(index, name, options.Clock.GetUtcNow(), request.Place).ToException();
    }

    private IEnumerable<Requirement> BaseOf(DebianUniverse universe)
    {
        string[] names = [.. options.Policy.Base.Where(name => !options.Policy.BaseWhereKnown.Contains(name) || universe.Knows(name))];
        string? missing = Array.Find(names, name => !universe.Knows(name));
        return missing is null
            ? names.Select(name => universe.Ask(RelationGroup.Parse(name), isBase: true))
            : throw new Problem("graft/no-base", $"no archive has `{missing}`, which every environment holds")
            {
                Reasons = [.. index.Releases.Select(release => $"asked: {release.Describe(options.Clock.GetUtcNow())}")],
                Hints = ["add the archive of a whole distribution   try: nuka source list"],
            }.ToException();
    }

    private Resolution Describe(DebianUniverse universe, Solution solution, ImmutableArray<Requirement> wanted)
    {
        ResolveReason Explain(ChoiceReason reason) => reason.Owner is { } owner
            ? new ResolveReason(ResolveReasonKind.Needed, universe.WordsOf(owner).Name, reason.Requirement.Text)
            : new ResolveReason(wanted.Contains(reason.Requirement) ? ResolveReasonKind.Requested : ResolveReasonKind.Base, "", reason.Requirement.Text);

        HashSet<string> chosen = [.. solution.Choices.Select(choice => universe[choice.Candidate].Name)];
        return new Resolution(
            [.. solution.Choices.Select(choice => new ResolvedPackage(universe[choice.Candidate].Record, [.. choice.Reasons.Select(Explain)]))],
            [.. universe.Pruned.Where(pair => chosen.Contains(pair.Owner)).Select(pair => new PrunedRequirement(pair.Owner, pair.Text))],
            options.Policy.Name,
            solution.IsOptimal);
    }
}
