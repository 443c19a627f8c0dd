using System.Collections.Immutable;
using Nuka.Store;

namespace Nuka.Build.Outputs.References;

/// <summary>
/// Finds what some trees need when they run, and what that needs, and so on, from their own files: for trees that no realisation speaks of.
/// </summary>
public static class RunClosure
{
    /// <summary>Finds the closure.</summary>
    /// <param name="store">The store that has all trees.</param>
    /// <param name="wanted">The trees to begin with.</param>
    /// <param name="among">All trees that may be in it; what none of them has is passed over.</param>
    /// <returns>The wanted ones, then those of the others that are needed, in the order of <paramref name="among"/>.</returns>
    public static ImmutableArray<ReferenceOwner> Of(ContentStore store, IReadOnlyList<ReferenceOwner> wanted, IReadOnlyList<ReferenceOwner> among)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(among);
        ReferenceOwner[] all = [.. wanted.Concat(among).DistinctBy(owner => owner.Tree)];
        int begun = wanted.DistinctBy(owner => owner.Tree).Count();
        ReferenceResolver resolver = new(store, all);
        SortedSet<int> reached = [.. Enumerable.Range(0, begun)];
        Queue<int> left = new(reached);
        while (left.TryDequeue(out int index))
        {
            foreach (ReferenceWord word in all[index].IsFollowed ? TreeWords.Of(store, all[index].Tree).Words : [])
            {
                foreach (int next in resolver.Find(word, [index]) ?? [])
                {
                    if (reached.Add(next))
                    {
                        left.Enqueue(next);
                    }
                }
            }
        }

        return [.. reached.Select(index => all[index])];
    }
}
