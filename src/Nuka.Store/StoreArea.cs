using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;
using Nuka.Store.Errors;
using Nuka.Store.Index;

namespace Nuka.Store;

/// <summary>The opened store as its parts see it: its directory, its index, and where new files are written aside.</summary>
internal sealed class StoreArea : IDisposable
{
    private readonly Lock gate = new();
    private StagingArea? staging;
    private int openWriters;

    internal StoreArea(StoreOptions options, DirectoryHandle root, StoreIndex index, bool readOnly)
    {
        Options = options;
        Root = root;
        Index = index;
        IsReadOnly = readOnly;
    }

    internal StoreOptions Options { get; }

    internal DirectoryHandle Root { get; }

    internal StoreIndex Index { get; }

    internal bool IsReadOnly { get; }

    /// <summary>Whether it is somebody else's: root's, and the caller is not root.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>How many trees are being written.</summary>
    internal int OpenWriters => Volatile.Read(ref openWriters);

    internal string Path => Options.Directory;

    /// <summary>This process's place for unfinished files; made when it is first needed.</summary>
    internal StagingArea Staging
    {
        get
        {
            lock (gate)
            {
                return staging ??= StagingArea.Create(Root);
            }
        }
    }

    /// <summary>Says that the disk is about to be changed.</summary>
    internal void Step(string name) => Options.BeforeStep?.Invoke(name);

    /// <summary>Counts the trees that are being written.</summary>
    internal void CountWriters(int change) => Interlocked.Add(ref openWriters, change);

    internal void RequireWritable()
    {
        if (IsReadOnly)
        {
            throw StoreProblems.NotWritable(Path, null);
        }
    }

    /// <summary>Runs what calls the kernel, and turns its refusals into problems.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="views">The directory of a reader's own views, where it is these that are written.</param>
    internal T Guard<T>(Func<T> work, string? views = null)
    {
        try
        {
            return work();
        }
        catch (IOException error) when (views is not null && StoreProblems.IsDiskFull(error))
        {
            throw StoreProblems.ViewsFull(views, error);
        }
        catch (FileError error)
        {
            throw StoreProblems.From(error, Path);
        }
    }

    /// <summary>The status of a blob's file, or <see langword="null"/>.</summary>
    internal FileStatus? TryGetStatus(BlobName blob) => Root.TryGetStatus(blob.WritePath(stackalloc byte[BlobName.PathLimit]));

    /// <summary>Whether the store has a blob of this length; a file of another length is a damaged one and does not count.</summary>
    internal bool Has(BlobName blob, long sizeBytes) => TryGetStatus(blob) is { Kind: FileKind.File } status && status.SizeBytes == sizeBytes;

    /// <summary>How many blob files there are, and how long they are together.</summary>
    internal (long Files, long Bytes) CountBlobs()
    {
        long files = 0;
        long bytes = 0;
        using DirectoryHandle blobs = Root.OpenDirectory("blobs"u8);
        foreach (DirectoryItem group in blobs.List())
        {
            using DirectoryHandle directory = blobs.OpenDirectory(group.Name.Bytes);
            foreach (DirectoryItem item in directory.List())
            {
                files++;
                bytes += directory.GetStatus(item.Name.Bytes).SizeBytes;
            }
        }

        return (files, bytes);
    }

    /// <summary>Opens a blob, executable or not, for reading.</summary>
    /// <exception cref="NukaException"><c>store/missing-blob</c></exception>
    internal SafeFileHandle OpenBlob(Digest digest) =>
        TryOpenBlob(new BlobName(digest, false)) ?? TryOpenBlob(new BlobName(digest, true)) ?? throw StoreProblems.MissingBlob(digest);

    internal SafeFileHandle? TryOpenBlob(BlobName blob)
    {
        try
        {
            return Root.OpenFile(blob.WritePath(stackalloc byte[BlobName.PathLimit]));
        }
        catch (FileError error) when (error.Number == ErrorNumbers.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads a tree and checks that it is the one asked for.</summary>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, <c>store/corrupt-tree</c></exception>
    internal Tree ReadTree(Digest digest)
    {
        if (digest == Tree.Empty.Digest)
        {
            return Tree.Empty;
        }

        byte[] encoding = Index.TryReadTree(digest) ?? throw StoreProblems.MissingTree(digest);
        try
        {
            Tree tree = Tree.Decode(encoding);
            return tree.Digest == digest ? tree : throw StoreProblems.CorruptTree(digest);
        }
        catch (NukaException error) when (error.Problem.Code == "content/bad-tree")
        {
            throw StoreProblems.CorruptTree(digest, error);
        }
    }

    /// <summary>Reads the tree that an entry names and checks the entry's claims.</summary>
    internal Tree ReadChild(TreeEntry entry)
    {
        Tree child = ReadTree(entry.Digest);
        try
        {
            Tree.CheckChild(entry, child);
            return child;
        }
        catch (NukaException error)
        {
            throw StoreProblems.CorruptTree(entry.Digest, error);
        }
    }

    internal bool HasTree(Digest digest) => digest == Tree.Empty.Digest || Index.HasTree(digest);

    /// <inheritdoc/>
    public void Dispose()
    {
        staging?.Dispose();
        Index.Dispose();
        Root.Dispose();
    }
}
