using Nuka.Content.Hashing;

namespace Nuka.Store.Collecting;

/// <summary>
/// What trees need when they run, as realisations say: kept with what names the tree itself, so that what is kept can also be started. Everybody's word counts
/// here, since a false one only keeps something longer.
/// </summary>
internal sealed class RunReferences(StoreArea store)
{
    private readonly Lazy<ILookup<Digest, Digest>> byTree = new(() => store.Index.RunReferences()
        .SelectMany(row => row.Runs.Select(run => (row.Tree, Run: run))).Distinct().ToLookup(pair => pair.Tree, pair => pair.Run));

    /// <summary>All trees that are needed to run one, those included that these need, each with the one that needs it; not those that the store lacks.</summary>
    internal IEnumerable<(Digest Needed, Digest By)> Follow(Digest tree)
    {
        HashSet<Digest> seen = [tree];
        Queue<Digest> waiting = new(seen);
        while (waiting.TryDequeue(out Digest by))
        {
            foreach (Digest needed in byTree.Value[by].Where(needed => store.HasTree(needed) && seen.Add(needed)))
            {
                waiting.Enqueue(needed);
                yield return (needed, by);
            }
        }
    }
}
