using System.Collections.Immutable;
using System.Globalization;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Outputs.Differences;

/// <summary>How two trees differ that should be one, for people: which paths, and what in them. It is bounded: the first paths, the first places in each.</summary>
/// <param name="Paths">The first paths, in the order of names.</param>
/// <param name="MorePaths">How many further ones differ.</param>
public sealed record OutputDifference(ImmutableArray<DifferentPath> Paths, int MorePaths)
{
    /// <summary>Paths that are looked into: who reads more knows the cause by then.</summary>
    public const int PathLimit = 50;

    /// <summary>Whether the trees are the same.</summary>
    public bool IsNone => Paths.IsEmpty;

    /// <summary>Compares two trees.</summary>
    /// <param name="store">The store that has both.</param>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static OutputDifference Of(ContentStore store, Digest first, Digest second, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        List<DifferentPath> paths = [];
        int more = 0;
        Compare(store.ReadTree(first), store.ReadTree(second), string.Empty);
        return new OutputDifference([.. paths], more);

        void Compare(Tree one, Tree other, string above)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (FileName name in one.Entries.Concat(other.Entries).Select(entry => entry.Name).Distinct().Order())
            {
                (TreeEntry? left, TreeEntry? right) = (one.Find(name), other.Find(name));
                string path = above + name;
                if (left == right)
                {
                    continue;
                }

                if (left is { Kind: TreeEntryKind.Directory } a && right is { Kind: TreeEntryKind.Directory } b)
                {
                    Compare(store.ReadTree(a.Digest), store.ReadTree(b.Digest), $"{path}/");
                }
                else if (paths.Count == PathLimit)
                {
                    more++;
                }
                else
                {
                    paths.Add(Describe(store, path, left, right));
                }
            }
        }
    }

    /// <summary>The difference as lines of text.</summary>
    public IEnumerable<string> ToLines()
    {
        foreach (DifferentPath path in Paths)
        {
            yield return $"{path.Path}: {path.What}";
            foreach (string detail in path.Details)
            {
                yield return $"  {detail}";
            }
        }

        if (MorePaths > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {MorePaths} more paths");
        }
    }

    private static DifferentPath Describe(ContentStore store, string path, TreeEntry? left, TreeEntry? right)
    {
        if (left is not { } one || right is not { } other)
        {
            return new DifferentPath(path, $"{NameOf(left ?? right!.Value)} only in the {(left is null ? "second" : "first")}", []);
        }

        if (one.Kind != other.Kind)
        {
            return new DifferentPath(path, $"{NameOf(one)} in the first, {NameOf(other)} in the second", []);
        }

        if (one.Kind == TreeEntryKind.Symlink)
        {
            return new DifferentPath(path, "a link to another place", [$"- {FileName.Display(one.Target.Span)}", $"+ {FileName.Display(other.Target.Span)}"]);
        }

        string rights = one.IsExecutable == other.IsExecutable ? string.Empty : $"executable only in the {(one.IsExecutable ? "first" : "second")}";
        if (one.Digest == other.Digest)
        {
            return new DifferentPath(path, rights, []);
        }

        (string what, ImmutableArray<string> details) = BlobDifference.Describe(store, one, other);
        return new DifferentPath(path, rights.Length == 0 ? what : $"{rights}; {what}", details);
    }

    private static string NameOf(TreeEntry entry) => entry.Kind switch
    {
        TreeEntryKind.Directory => string.Create(CultureInfo.InvariantCulture, $"a directory of {entry.Size} entries"),
        TreeEntryKind.Symlink => $"a link to {FileName.Display(entry.Target.Span)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"a file of {entry.Size} bytes"),
    };
}
