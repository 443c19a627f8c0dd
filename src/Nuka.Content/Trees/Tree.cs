using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Content.Trees;

/// <summary>
/// One directory: its entries in the order of their names, and nothing else; no owner, no time, no mode. Its name is the
/// BLAKE3 of its canonical encoding, which is the castore Directory message as frozen in specs/tree.md.
/// </summary>
public sealed class Tree
{
    private Tree(ImmutableArray<TreeEntry> entries, ulong size, Digest digest)
    {
        Entries = entries;
        Size = size;
        Digest = digest;
    }

    /// <summary>The tree without entries.</summary>
    public static Tree Empty { get; } = new([], 0, Blake3.Hash([]));

    /// <summary>The entries, sorted by the bytes of their names.</summary>
    public ImmutableArray<TreeEntry> Entries { get; }

    /// <summary>How many entries there are here and in all directories below.</summary>
    public ulong Size { get; }

    /// <summary>BLAKE3 of <see cref="Encode"/>.</summary>
    public Digest Digest { get; }

    /// <summary>The tree's name.</summary>
    public Cid Cid => new(ContentKind.Tree, Digest);

    /// <summary>Makes a tree of entries in any order.</summary>
    /// <param name="entries">The entries.</param>
    /// <exception cref="NukaException"><c>content/bad-tree</c>: a name twice, a bad link target, or more than the limits allow.</exception>
    public static Tree Create(IEnumerable<TreeEntry> entries)
    {
        TreeEntry[] sorted = [.. entries];
        ulong size = TreeRules.SortAndCheck(sorted);
        Digest digest = Blake3.Hash(TreeEncoding.Encode(sorted));
        return new Tree(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(sorted), size, digest);
    }

    /// <summary>Reads a canonical encoding; there is exactly one for each tree, every other one is refused.</summary>
    /// <param name="encoding">The bytes.</param>
    /// <exception cref="NukaException"><c>content/bad-tree</c>, with the broken rule as its reason.</exception>
    public static Tree Decode(ReadOnlySpan<byte> encoding)
    {
        TreeEntry[] entries = TreeEncoding.Decode(encoding);
        ulong size = TreeRules.SortAndCheck(entries);
        ImmutableArray<TreeEntry> kept = System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(entries);
        return new Tree(kept, size, Blake3.Hash(encoding));
    }

    /// <summary>The one canonical encoding.</summary>
    public byte[] Encode() => TreeEncoding.Encode(Entries.AsSpan());

    /// <summary>The entry of a name, or <see langword="null"/>.</summary>
    /// <param name="name">The name.</param>
    public TreeEntry? Find(FileName name)
    {
        int low = 0;
        int high = Entries.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = Entries[middle].Name.CompareTo(name);
            if (order == 0)
            {
                return Entries[middle];
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return null;
    }

    /// <summary>
    /// Checks what an entry says against the tree it names. Whoever walks from a parent to its child calls this, since a digest
    /// alone does not vouch for the count that the parent claims.
    /// </summary>
    /// <param name="entry">An entry of this tree.</param>
    /// <param name="child">The tree that was read for it.</param>
    /// <exception cref="NukaException"><c>content/bad-tree</c>: another tree, or another count of entries.</exception>
    public static void CheckChild(TreeEntry entry, Tree child)
    {
        if (entry.Kind != TreeEntryKind.Directory || entry.Digest != child.Digest)
        {
            throw TreeRules.Broken($"the entry '{entry.Name}' names another tree");
        }

        if (entry.Size != child.Size)
        {
            throw TreeRules.Broken($"the entry '{entry.Name}' claims {entry.Size} entries below it, and there are {child.Size}");
        }
    }
}
