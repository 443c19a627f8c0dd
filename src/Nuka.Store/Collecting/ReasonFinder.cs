using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Store.Collecting;

/// <summary>Finds who keeps a tree or a blob, and by which path.</summary>
/// <param name="store">The store.</param>
/// <param name="wanted">What is looked for.</param>
/// <param name="besides">What else keeps things, beside the store's own roots and leases.</param>
internal sealed class ReasonFinder(StoreArea store, Cid wanted, IEnumerable<(string Holder, Cid Cid)> besides)
{
    private readonly Dictionary<Digest, string?> known = [];
    private readonly RunReferences references = new(store);

    internal List<KeepReason> Find()
    {
        List<KeepReason> reasons = [];
        IEnumerable<(string, Cid)> holders = store.Index.Roots().Concat(Leases.Held(store).Select(lease => ($"lease {lease.Name}", lease.Cid)))
            .Concat(besides);
        foreach ((string holder, Cid top) in holders)
        {
            if (FindIn(top) is { } path)
            {
                reasons.Add(new KeepReason(holder, top, path));
            }
            else if (top.Kind == ContentKind.Tree && store.HasTree(top.Digest))
            {
                reasons.AddRange(references.Follow(top.Digest).Select(needed => FindIn(Cid.OfTree(needed.Needed)) is { } below
                    ? new KeepReason(holder, Cid.OfTree(needed.Needed), below) { NeededBy = Cid.OfTree(needed.By) }
                    : null).OfType<KeepReason>().Take(1));
            }
        }

        return reasons;
    }

    private string? FindIn(Cid top) =>
        top == wanted ? "" : top.Kind == ContentKind.Tree && store.HasTree(top.Digest) ? PathBelow(top.Digest) : null;

    // The path by which the wanted thing is found first below a tree; each tree is looked at once, however many hold it.
    private string? PathBelow(Digest tree)
    {
        if (known.TryGetValue(tree, out string? path))
        {
            return path;
        }

        foreach (TreeEntry entry in store.ReadTree(tree).Entries)
        {
            ContentKind? kind = entry.Kind switch
            {
                TreeEntryKind.File => ContentKind.Blob,
                TreeEntryKind.Directory => ContentKind.Tree,
                _ => null,
            };
            if (kind == wanted.Kind && entry.Digest == wanted.Digest)
            {
                path = entry.Name.ToString();
                break;
            }

            if (kind == ContentKind.Tree && PathBelow(entry.Digest) is string below)
            {
                path = $"{entry.Name}/{below}";
                break;
            }
        }

        known[tree] = path;
        return path;
    }
}
