using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;

namespace Nuka.Store.Import;

/// <summary>A directory that is being imported. It is finished by the thread that finishes the last of its parts.</summary>
internal sealed class ImportNode(ImportNode? parent, int indexInParent, FileName name, CachedDirectory? cached)
{
    private int unfinished = 1;
    private int users = 1;
    private volatile bool changed;

    internal ImportNode? Parent => parent;

    /// <summary>Which entry of the parent it is.</summary>
    internal int IndexInParent => indexInParent;

    internal FileName Name => name;

    internal int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>What the last import saw here.</summary>
    internal CachedDirectory? Cached => cached;

    /// <summary>The open directory, as long as something in it is to be opened.</summary>
    internal DirectoryHandle? Handle { get; set; }

    internal ulong Device { get; set; }

    /// <summary>The entries in the order of their names; those of directories and large files are set later.</summary>
    internal TreeEntry[] Entries { get; set; } = [];

    /// <summary>The status of each entry that is a file.</summary>
    internal FileStatus[] Statuses { get; set; } = [];

    internal List<ImportNode> Children { get; } = [];

    internal Digest Digest { get; set; }

    internal ulong Size { get; set; }

    /// <summary>Whether something is not as the last import saw it.</summary>
    internal bool Changed
    {
        get => changed;
        set => changed = value;
    }

    /// <summary>Says that one more part has to be finished before this directory is, and that it needs the handle.</summary>
    internal void Expect()
    {
        Interlocked.Increment(ref unfinished);
        Interlocked.Increment(ref users);
    }

    /// <summary>Says that a part needs the handle no more; the last one closes it.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref users) == 0)
        {
            Handle?.Dispose();
            Handle = null;
        }
    }

    /// <summary>Says that a part is finished.</summary>
    /// <returns>Whether it was the last one.</returns>
    internal bool Finish() => Interlocked.Decrement(ref unfinished) == 0;

    /// <summary>The path of an entry below the imported directory.</summary>
    internal byte[] PathOf(FileName entry) => parent is null ? entry.Bytes.ToArray() : [.. parent.PathOf(name), (byte)'/', .. entry.Bytes];

    /// <summary>The path below the imported directory, for people.</summary>
    public override string ToString() => parent is null ? "." : parent.Parent is null ? name.ToString() : $"{parent}/{name}";
}
