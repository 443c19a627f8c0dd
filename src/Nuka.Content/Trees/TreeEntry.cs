using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Content.Trees;

/// <summary>One entry of a tree. Make it by <see cref="Directory"/>, <see cref="File"/> or <see cref="Symlink"/>.</summary>
public readonly record struct TreeEntry
{
    private TreeEntry(FileName name, TreeEntryKind kind, Digest digest, ulong size, bool executable, ReadOnlyMemory<byte> target)
    {
        Name = name;
        Kind = kind;
        Digest = digest;
        Size = size;
        IsExecutable = executable;
        Target = target;
    }

    /// <summary>The entry's name.</summary>
    public FileName Name { get; }

    /// <summary>What it is.</summary>
    public TreeEntryKind Kind { get; }

    /// <summary>The digest of the tree or the blob; zero for a link.</summary>
    public Digest Digest { get; }

    /// <summary>For a file its length in bytes; for a directory the number of all entries below it; 0 for a link.</summary>
    public ulong Size { get; }

    /// <summary>Whether a file may be executed.</summary>
    public bool IsExecutable { get; }

    /// <summary>What a link says, as bytes; empty for the others.</summary>
    public ReadOnlyMemory<byte> Target { get; }

    /// <summary>An entry that is a tree.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="digest">The tree's digest.</param>
    /// <param name="size">The number of all entries below it.</param>
    public static TreeEntry Directory(FileName name, Digest digest, ulong size) =>
        new(name, TreeEntryKind.Directory, digest, size, executable: false, default);

    /// <summary>An entry that is a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="digest">The blob's digest.</param>
    /// <param name="sizeBytes">The blob's length.</param>
    /// <param name="executable">Whether it may be executed.</param>
    public static TreeEntry File(FileName name, Digest digest, ulong sizeBytes, bool executable) =>
        new(name, TreeEntryKind.File, digest, sizeBytes, executable, default);

    /// <summary>An entry that is a symbolic link.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">What it says: not empty, no NUL, at most 4095 bytes.</param>
    public static TreeEntry Symlink(FileName name, ReadOnlyMemory<byte> target) =>
        new(name, TreeEntryKind.Symlink, default, 0, executable: false, target);

    /// <inheritdoc/>
    public bool Equals(TreeEntry other) =>
        Kind == other.Kind && Name == other.Name && Digest == other.Digest && Size == other.Size && IsExecutable == other.IsExecutable
        && Target.Span.SequenceEqual(other.Target.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Digest);
}
