using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Outputs.References;

/// <summary>Finds what a path means in the root that trees are joined to: the first tree that has a name counts, directories are merged.</summary>
internal sealed class JoinedTrees(ContentStore store, IReadOnlyList<Digest> trees)
{
    /// <summary>Links on the way of one path: what the kernel follows (MAXSYMLINKS).</summary>
    private const int LinkLimit = 40;

    // Names in the root that stand for the same ones in /usr.
    private static readonly string[] Merged = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    private readonly Dictionary<Digest, Tree> read = [];

    /// <summary>Follows a path.</summary>
    /// <param name="directory">Where a relative path begins: names below the root with slashes between them.</param>
    /// <param name="path">The path, relative or absolute.</param>
    /// <param name="mayBeDirectory">Whether it may lead to a directory.</param>
    /// <returns>
    /// The indexes of the trees that have the thing itself and the links on the way, each once; of a directory that several have, the links only.
    /// <see langword="null"/> if it leads nowhere.
    /// </returns>
    internal IReadOnlyList<int>? Resolve(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> path, bool mayBeDirectory = false)
    {
        LinkedList<byte[]> left = [];
        Prepend(left, path);
        if (!path.StartsWith("/"u8))
        {
            Prepend(left, directory);
        }

        return path.IsEmpty || path.Contains((byte)0) ? null : Follow(left, mayBeDirectory);
    }

    private List<int>? Follow(LinkedList<byte[]> left, bool mayBeDirectory)
    {
        List<int> owners = [];
        Stack<List<(int Owner, Tree Tree)>> way = new();
        way.Push([.. trees.Select((tree, index) => (index, Read(tree)))]);
        int links = 0;
        while (left.First is { } step)
        {
            left.RemoveFirst();
            if (step.Value is [(byte)'.', (byte)'.'])
            {
                _ = way.Count > 1 && way.TryPop(out _);
                continue;
            }

            (int owner, TreeEntry? entry, List<(int Owner, Tree Tree)> below) = Enter(way.Peek(), step.Value);
            if (entry is null && way.Count == 1 && IsMerged(step.Value))
            {
                left.AddFirst(step.Value);
                left.AddFirst("usr"u8.ToArray());
                continue;
            }

            switch (entry?.Kind)
            {
                case TreeEntryKind.Directory:
                    way.Push(below);
                    break;
                case TreeEntryKind.Symlink when ++links <= LinkLimit:
                    if (way.Count > 1 || !IsMerged(step.Value))
                    {
                        Note(owners, owner); // the links of a merged /usr are in every root
                    }

                    Prepend(left, entry.Value.Target.Span);
                    while (entry.Value.Target.Span[0] == (byte)'/' && way.Count > 1)
                    {
                        way.Pop();
                    }

                    break;
                case TreeEntryKind.File when left.First is null:
                    Note(owners, owner);
                    return owners;
                default:
                    return null;
            }
        }

        if (way.Peek() is [var only])
        {
            Note(owners, only.Owner);
        }

        return mayBeDirectory ? owners : null;
    }

    /// <summary>What a name means in merged directories: the first tree's entry, and if that is a directory, those below it too.</summary>
    private (int Owner, TreeEntry? Entry, List<(int Owner, Tree Tree)> Below) Enter(List<(int Owner, Tree Tree)> directories, byte[] name)
    {
        if (!FileName.IsValid(name))
        {
            return (0, null, []);
        }

        FileName known = FileName.FromBytes(name);
        (int Owner, TreeEntry? Entry) first = (0, null);
        List<(int Owner, Tree Tree)> below = [];
        foreach ((int owner, Tree tree) in directories)
        {
            if (tree.Find(known) is not { } entry)
            {
                continue;
            }

            first = first.Entry is null ? (owner, entry) : first;
            if (entry.Kind != TreeEntryKind.Directory)
            {
                break;
            }

            below.Add((owner, Read(entry.Digest)));
        }

        return (first.Owner, first.Entry, below);
    }

    private Tree Read(Digest digest)
    {
        if (!read.TryGetValue(digest, out Tree? tree))
        {
            read[digest] = tree = store.ReadTree(digest);
        }

        return tree;
    }

    private static bool IsMerged(byte[] name) => Merged.Contains(FileName.Display(name));

    private static void Note(List<int> owners, int owner)
    {
        if (!owners.Contains(owner))
        {
            owners.Add(owner);
        }
    }

    private static void Prepend(LinkedList<byte[]> left, ReadOnlySpan<byte> path)
    {
        LinkedListNode<byte[]>? before = null;
        foreach (Range part in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[part];
            if (!name.IsEmpty && !name.SequenceEqual("."u8))
            {
                before = before is null ? left.AddFirst(name.ToArray()) : left.AddAfter(before, name.ToArray());
            }
        }
    }
}
