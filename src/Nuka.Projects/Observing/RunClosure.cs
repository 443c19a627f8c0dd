using System.Collections.Immutable;
using Nuka.Graft.Resolve;

namespace Nuka.Projects.Observing;

/// <summary>
/// Chooses, among the packages of an environment, those that some of them need to run. The environment was solved as a whole, so nothing is
/// chosen anew here: of each requirement the first alternative counts that is there, and one that nothing satisfies was left out on purpose.
/// </summary>
internal static class RunClosure
{
    /// <summary>Chooses.</summary>
    /// <param name="packages">The environment's packages.</param>
    /// <param name="seeds">Names of packages that are needed; what the environment does not have is passed over.</param>
    /// <returns>The names of the seeds and of everything they need.</returns>
    public static ImmutableHashSet<string> Of(IReadOnlyCollection<RunCandidate> packages, IEnumerable<string> seeds)
    {
        Dictionary<string, RunCandidate> byName = packages.DistinctBy(package => package.Name).ToDictionary(package => package.Name, StringComparer.Ordinal);
        ILookup<string, RunCandidate> providers = packages
            .SelectMany(package => RelationGroup.ParseField(package.Provides).SelectMany(group => group.Alternatives), (package, relation) => (package, relation.Name))
            .ToLookup(pair => pair.Name, pair => pair.package, StringComparer.Ordinal);
        ImmutableHashSet<string>.Builder chosen = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        Queue<RunCandidate> open = new(seeds.Select(byName.GetValueOrDefault).OfType<RunCandidate>());
        while (open.TryDequeue(out RunCandidate? package))
        {
            if (!chosen.Add(package.Name))
            {
                continue;
            }

            foreach (RelationGroup group in RelationGroup.ParseField(package.Requires))
            {
                foreach (RunCandidate needed in Satisfying(group, byName, providers))
                {
                    open.Enqueue(needed);
                }
            }
        }

        return chosen.ToImmutable();
    }

    private static IEnumerable<RunCandidate> Satisfying(
        RelationGroup group, Dictionary<string, RunCandidate> byName, ILookup<string, RunCandidate> providers)
    {
        foreach (Relation relation in group.Alternatives)
        {
            if (byName.TryGetValue(relation.Name, out RunCandidate? package))
            {
                return [package];
            }

            // Several may provide one name at once, and which of them answers shows only while they run: all of them stay.
            if (providers.Contains(relation.Name))
            {
                return providers[relation.Name];
            }
        }

        return [];
    }
}
