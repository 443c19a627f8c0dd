using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Environments.Join;

/// <summary>
/// Joins trees to one root in which each path has one owner: directories are united, the same bytes join silently, and
/// anything else is an error that names both owners.
/// </summary>
public sealed class RootJoin
{
    private readonly Func<Digest, Tree> read;

    private RootJoin(Func<Digest, Tree> read) => this.read = read;

    /// <summary>Joins layers.</summary>
    /// <param name="layers">The layers, lowest first; the order decides only what <see cref="JoinLayer.Replaces"/> allows.</param>
    /// <param name="read">Reads a directory by its digest, checked.</param>
    /// <returns>The joined tree; whoever wants to keep it writes it with <see cref="Nuka.Graft.Finish.TreeJoin"/>.</returns>
    /// <exception cref="NukaException"><c>environments/two-owners</c>.</exception>
    public static Tree Join(IReadOnlyList<JoinLayer> layers, Func<Digest, Tree> read)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(read);
        return new RootJoin(read).Unite([.. layers.Select(layer => new Part(layer, layer.Tree))], string.Empty);
    }

    private Tree Unite(List<Part> parts, string path)
    {
        if (parts.Count == 1)
        {
            return read(parts[0].Tree);
        }

        Dictionary<FileName, List<Claim>> claims = [];
        foreach (Part part in parts)
        {
            foreach (TreeEntry entry in read(part.Tree).Entries)
            {
                if (!claims.TryGetValue(entry.Name, out List<Claim>? sameName))
                {
                    claims.Add(entry.Name, sameName = []);
                }

                sameName.Add(new Claim(part.Layer, entry));
            }
        }

        return Tree.Create(claims.Select(pair => Settle(pair.Value, $"{path}/{pair.Key}")));
    }

    private TreeEntry Settle(List<Claim> claims, string path)
    {
        Claim winner = claims[0];
        for (int index = 1; index < claims.Count; index++)
        {
            Claim upper = claims[index];
            bool sameKindOfDirectory = upper.Entry.Kind == TreeEntryKind.Directory && winner.Entry.Kind == TreeEntryKind.Directory;
            if (sameKindOfDirectory || IsSame(upper.Entry, winner.Entry))
            {
                continue;
            }

            winner = upper.Layer.MayCover(winner.Layer.Owner) ? upper : throw Refused(path, winner, upper);
        }

        if (winner.Entry.Kind != TreeEntryKind.Directory)
        {
            return winner.Entry;
        }

        // A file in between hides the directories below it, as it does in an overlay.
        int lowest = claims.FindLastIndex(claim => claim.Entry.Kind != TreeEntryKind.Directory) + 1;
        List<Part> parts = [.. claims.Skip(lowest).Select(claim => new Part(claim.Layer, claim.Entry.Digest))];
        if (parts.TrueForAll(part => part.Tree == parts[0].Tree))
        {
            return winner.Entry;
        }

        Tree tree = Unite(parts, path);
        return TreeEntry.Directory(winner.Entry.Name, tree.Digest, tree.Size);
    }

    private static bool IsSame(TreeEntry one, TreeEntry other) =>
        one.Kind == other.Kind && one.Digest == other.Digest && one.IsExecutable == other.IsExecutable
        && one.Target.Span.SequenceEqual(other.Target.Span);

    private static string Describe(TreeEntry entry) => entry.Kind switch
    {
        TreeEntryKind.File => $"a file ({entry.Size} bytes, {new Cid(ContentKind.Blob, entry.Digest)})",
        TreeEntryKind.Symlink => $"a link to {FileName.Display(entry.Target.Span)}",
        _ => "a directory",
    };

    private static NukaException Refused(string path, Claim one, Claim other) => TwoOwners.Of(
        $"two packages bring {path}, and not the same", (one.Layer.Owner, Describe(one.Entry)), (other.Layer.Owner, Describe(other.Entry)));

    private readonly record struct Part(JoinLayer Layer, Digest Tree);

    private readonly record struct Claim(JoinLayer Layer, TreeEntry Entry);
}
