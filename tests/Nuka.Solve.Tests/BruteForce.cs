namespace Nuka.Solve.Tests;

/// <summary>Tries every subset of a small universe. Written from the definitions, without a line of the solver.</summary>
internal sealed class BruteForce(IUniverse universe, int count, Requirement[] requests)
{
    private readonly CandidateFacts[] _facts = [.. Enumerable.Range(0, count).Select(universe.FactsOf)];

    /// <summary>The best subset by a policy; <see langword="null"/> if none is allowed.</summary>
    internal int[]? Best(SolvePolicy policy)
    {
        int[] canonical = [.. Enumerable.Range(0, count).Order(Comparer<int>.Create(universe.Compare))];
        (long[] Costs, int[] Subset)? best = null;
        for (uint bits = 0; bits < 1u << count; bits++)
        {
            int[] subset = [.. canonical.Where(candidate => (bits >> candidate & 1) != 0)];
            if (IsAllowed(subset))
            {
                long[] costs = [.. Costs(subset, policy), .. canonical.Select(candidate => subset.Contains(candidate) ? 0L : 1L)];
                best = best is null || costs.AsSpan().SequenceCompareTo(best.Value.Costs) < 0 ? (costs, subset) : best;
            }
        }

        return best?.Subset;
    }

    /// <summary>Whether a subset satisfies everything.</summary>
    internal bool IsAllowed(int[] subset) =>
        subset.Select(universe.SlotOf).Distinct().Count() == subset.Length
        && requests.All(request => IsMet(request, subset))
        && subset.All(owner => _facts[owner].Requirements.All(requirement => IsMet(requirement, subset)))
        && !subset.Any(owner => _facts[owner].Conflicts.Any(conflict => conflict.Candidates.Any(other => other != owner && subset.Contains(other))));

    private static bool IsMet(Requirement requirement, int[] subset) => requirement.Groups.Any(group => group.Any(subset.Contains));

    private long[] Costs(int[] subset, SolvePolicy policy)
    {
        long age = subset.Sum(candidate => (long)universe.AgeOf(candidate));
        long passed = requests.Sum(request => PassedOver(request, subset))
            + subset.Sum(owner => _facts[owner].Requirements.Where(r => !r.Groups.Any(g => g.Contains(owner))).Sum(r => PassedOver(r, subset)));
        return policy == SolvePolicy.Newest ? [age, subset.Length, passed] : [subset.Length, age, passed];
    }

    private static long PassedOver(Requirement requirement, int[] subset) =>
        requirement.Groups.Where(group => !group.IsEmpty).TakeWhile(group => !group.Any(subset.Contains)).Count();
}
