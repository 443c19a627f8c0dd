using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;
using Nuka.Store.Index;

namespace Nuka.Store;

/// <summary>
/// Builds one tree and puts it into the store: straight from an archive's stream, say. Paths are relative, as bytes:
/// <c>usr/bin/x</c>; directories above are made as they are needed. No link is ever followed. Nothing can be seen in the store before
/// <see cref="Commit"/>; a writer that is disposed without it leaves nothing. One thread at a time; several writers may work at once.
/// </summary>
public sealed class TreeWriter : IDisposable
{
    private readonly StoreArea store;
    private readonly PendingBlobs blobs;
    private readonly WriterDirectory top = new();
    private readonly List<(string Area, byte[] Key)> facts = [];
    private int entryCount;
    private bool ended;

    internal TreeWriter(StoreArea store)
    {
        store.RequireWritable();
        this.store = store;
        blobs = new PendingBlobs(store);
        store.CountWriters(1);
    }

    /// <summary>How many entries were added, directories that were made on the way included.</summary>
    public int EntryCount => entryCount;

    /// <summary>Adds a directory; one that is there already is no mistake.</summary>
    /// <param name="path">Its path; empty for the top itself.</param>
    /// <exception cref="NukaException"><c>store/bad-path</c>, <c>store/path-through-link</c>, <c>store/duplicate-entry</c>.</exception>
    public void AddDirectory(ReadOnlySpan<byte> path)
    {
        if (!path.IsEmpty)
        {
            WriterDirectory parent = FindParent(path, make: true, out ReadOnlySpan<byte> name)!;
            _ = Descend(parent, name, path, make: true, last: true);
        }
    }

    /// <summary>Adds a file from a stream, which is read to its end.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="executable">Whether it may be executed.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="sizeBytes">How many they are.</param>
    /// <exception cref="NukaException">
    /// <c>store/wrong-size</c>, <c>store/blob-too-large</c>, <c>store/disk-full</c>, and those of <see cref="AddDirectory"/>.
    /// </exception>
    public void AddFile(ReadOnlySpan<byte> path, bool executable, Stream content, long sizeBytes)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        WriterDirectory parent = FindParent(path, out FileName name);
        Digest digest = store.Guard(() => blobs.Add(content, executable, sizeBytes));
        parent.Add(TreeEntry.File(name, digest, (ulong)sizeBytes, executable));
    }

    /// <summary>Adds a file that is in memory.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="executable">Whether it may be executed.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="NukaException">As for the other overload.</exception>
    public void AddFile(ReadOnlySpan<byte> path, bool executable, ReadOnlySpan<byte> content)
    {
        WriterDirectory parent = FindParent(path, out FileName name);
        try
        {
            parent.Add(TreeEntry.File(name, blobs.Add(content, executable), (ulong)content.Length, executable));
        }
        catch (FileError error)
        {
            throw Errors.StoreProblems.From(error, store.Path);
        }
    }

    /// <summary>Adds a file whose content the store has, or this writer was given.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="executable">Whether it may be executed.</param>
    /// <param name="digest">The blob's digest.</param>
    /// <param name="sizeBytes">The blob's length.</param>
    /// <exception cref="NukaException"><c>store/missing-blob</c>, also when the length differs; and those of <see cref="AddDirectory"/>.</exception>
    public void AddFileByDigest(ReadOnlySpan<byte> path, bool executable, Digest digest, long sizeBytes)
    {
        WriterDirectory parent = FindParent(path, out FileName name);
        if (!store.Guard(() => blobs.TryAddVariant(new BlobName(digest, executable), sizeBytes)))
        {
            throw Errors.StoreProblems.MissingBlob(digest);
        }

        parent.Add(TreeEntry.File(name, digest, (ulong)sizeBytes, executable));
    }

    /// <summary>Adds a tree that the store has as a directory. Nothing can be added below it.</summary>
    /// <param name="path">The directory's path, which must be free.</param>
    /// <param name="digest">The tree's digest.</param>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, and those of <see cref="AddDirectory"/>.</exception>
    public void AddTree(ReadOnlySpan<byte> path, Digest digest)
    {
        WriterDirectory parent = FindParent(path, out FileName name);
        parent.Add(TreeEntry.Directory(name, digest, store.ReadTree(digest).Size));
    }

    /// <summary>Adds a symbolic link. What it says is data and never looked at.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="target">What it says: not empty, no NUL, at most <see cref="StoreLimits.LinkLengthBytes"/> bytes.</param>
    /// <exception cref="NukaException"><c>store/bad-link</c>, and those of <see cref="AddDirectory"/>.</exception>
    public void AddSymlink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        if (target.IsEmpty || target.Length > StoreLimits.LinkLengthBytes || target.Contains((byte)0))
        {
            throw new Problem("store/bad-link", $"the link '{FileName.Display(path)}' says what no link can say")
            {
                Reasons = [$"{target.Length} bytes; from 1 to {StoreLimits.LinkLengthBytes} without NUL are allowed"],
            }.ToException();
        }

        FindParent(path, out FileName name).Add(TreeEntry.Symlink(name, target.ToArray()));
    }

    /// <summary>Adds a second name of a file that was added before.</summary>
    /// <param name="path">The new path.</param>
    /// <param name="existingPath">The file's path.</param>
    /// <exception cref="NukaException"><c>store/no-such-entry</c>: it names no file or link; and those of <see cref="AddDirectory"/>.</exception>
    public void AddHardLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> existingPath)
    {
        if (!TryGetEntry(existingPath, out TreeEntry entry) || entry.Kind == TreeEntryKind.Directory)
        {
            throw new Problem(
                "store/no-such-entry",
                $"'{FileName.Display(path)}' is to be the same file as '{FileName.Display(existingPath)}', which is none")
            {
                Reasons = ["a hard link must name a file that came before it"],
            }.ToException();
        }

        WriterDirectory parent = FindParent(path, out FileName name);
        parent.Add(entry.Kind == TreeEntryKind.File
            ? TreeEntry.File(name, entry.Digest, entry.Size, entry.IsExecutable)
            : TreeEntry.Symlink(name, entry.Target));
    }

    /// <summary>Looks up what was added.</summary>
    /// <param name="path">The path.</param>
    /// <param name="entry">The entry; a directory that is still being written has a zero digest.</param>
    public bool TryGetEntry(ReadOnlySpan<byte> path, out TreeEntry entry)
    {
        WriterDirectory? parent = FindParent(path, make: false, out ReadOnlySpan<byte> name);
        entry = default;
        if (parent is null || parent.TryGetEntry(name, out entry))
        {
            return parent is not null;
        }

        bool found = parent.TryGetDirectory(name, out _);
        entry = found ? TreeEntry.Directory(FileName.FromBytes(name), default, 0) : default;
        return found;
    }

    /// <summary>Takes an entry away again, a directory with everything below it; nothing happens when there is none.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(ReadOnlySpan<byte> path) =>
        FindParent(path, make: false, out ReadOnlySpan<byte> name) is WriterDirectory parent && parent.Remove(name);

    /// <summary>Records, together with the tree, that it answers a question: <see cref="ContentStore.TryGetFact"/> then gives its digest.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="key">The question.</param>
    public void RecordFact(string table, ReadOnlySpan<byte> key)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        facts.Add((table, key.ToArray()));
    }

    /// <summary>The tree as it would be committed now; nothing of it is in the store yet.</summary>
    public Tree Preview()
    {
        List<StoredTree> trees = [];
        top.Encode(trees);
        return Tree.Decode(trees[^1].Encoding);
    }

    /// <summary>Puts the tree into the store, durably. The writer can be used no more.</summary>
    /// <param name="cancellation">Looked at until the first step that changes the store.</param>
    /// <returns>The tree's digest.</returns>
    /// <exception cref="NukaException"><c>store/disk-full</c>, <c>store/busy</c> and the like; nothing was changed then.</exception>
    public Digest Commit(CancellationToken cancellation = default) => CommitTogether(store, [this], cancellation)[0];

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        if (!ended)
        {
            ended = true;
            store.CountWriters(-1);
            blobs.Dispose();
        }
    }

    /// <summary>Commits several writers of one store with one sync of the file system.</summary>
    internal static Digest[] CommitTogether(StoreArea store, IReadOnlyList<TreeWriter> writers, CancellationToken cancellation)
    {
        List<StoredTree> trees = [];
        List<Fact> facts = [];
        Digest[] tops = new Digest[writers.Count];
        for (int index = 0; index < writers.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            TreeWriter writer = writers[index];
            ObjectDisposedException.ThrowIf(writer.ended, writer);
            if (writer.store != store)
            {
                throw new ArgumentException("a writer of another store", nameof(writers));
            }

            Digest digest = writer.top.Encode(trees).Digest;
            tops[index] = digest;
            facts.AddRange(writer.facts.Select(fact => new Fact(fact.Area, fact.Key, digest.ToArray(), digest)));
        }

        store.Guard(() =>
        {
            StoreCommit.Run(store, writers.Select(writer => writer.blobs).ToList(), trees, facts);
            return true;
        });
        foreach (TreeWriter writer in writers)
        {
            writer.Dispose();
        }

        return tops;
    }

    // The directory that a new entry goes into, and the entry's name; the name is free.
    private WriterDirectory FindParent(ReadOnlySpan<byte> path, out FileName fileName)
    {
        ObjectDisposedException.ThrowIf(ended, this);
        WriterDirectory parent = FindParent(path, make: true, out ReadOnlySpan<byte> name)!;
        if (parent.Has(name))
        {
            throw Duplicate(path);
        }

        Count();
        fileName = FileName.FromBytes(name);
        return parent;
    }

    private WriterDirectory? FindParent(ReadOnlySpan<byte> path, bool make, out ReadOnlySpan<byte> name)
    {
        CheckPath(path); // All of it before anything is made on the way.
        WriterDirectory? directory = top;
        name = path;
        for (int slash = name.IndexOf((byte)'/'); slash >= 0 && directory is not null; slash = name.IndexOf((byte)'/'))
        {
            directory = Descend(directory, name[..slash], path, make, last: false);
            name = name[(slash + 1)..];
        }

        return directory;
    }

    private static void CheckPath(ReadOnlySpan<byte> path)
    {
        if (path.Length > StoreLimits.PathLengthBytes)
        {
            throw BadPath(path[..80], $"{path.Length} bytes are more than the {StoreLimits.PathLengthBytes} that a path may have");
        }

        if (path.Count((byte)'/') >= TreeLimits.Depth)
        {
            throw BadPath(path[..80], $"it is more than {TreeLimits.Depth} directories deep");
        }

        foreach (Range range in path.Split((byte)'/'))
        {
            if (!FileName.IsValid(path[range]))
            {
                throw BadPath(path, path[range].IsEmpty ? "a name in it is empty" : $"'{FileName.Display(path[range])}' cannot be a name");
            }
        }
    }

    private WriterDirectory? Descend(WriterDirectory parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, bool make, bool last)
    {
        if (parent.TryGetDirectory(name, out WriterDirectory? directory))
        {
            return directory;
        }

        if (!make)
        {
            return null;
        }

        if (parent.TryGetEntry(name, out TreeEntry entry))
        {
            throw last ? Duplicate(path) : Through(path, entry);
        }

        Count();
        directory = new WriterDirectory();
        parent.Add(FileName.FromBytes(name), directory);
        return directory;
    }

    private void Count()
    {
        if (++entryCount > StoreLimits.EntriesPerImport)
        {
            throw new Problem("store/too-many-entries", $"a tree of more than {StoreLimits.EntriesPerImport} entries is not taken")
            {
                Hints = ["add its parts by themselves   try: nuka store add DIR"],
            }.ToException();
        }
    }

    private static NukaException BadPath(ReadOnlySpan<byte> path, string reason) =>
        new Problem("store/bad-path", $"'{FileName.Display(path)}' is no path inside a tree") { Reasons = [reason] }.ToException();

    private static NukaException Duplicate(ReadOnlySpan<byte> path) =>
        new Problem("store/duplicate-entry", $"'{FileName.Display(path)}' is there twice")
        {
            Reasons = ["of two entries with one path nobody could say which one counts"],
        }.ToException();

    private static NukaException Through(ReadOnlySpan<byte> path, TreeEntry entry)
    {
        string kind = entry.Kind switch
        {
            TreeEntryKind.Symlink => "a symbolic link",
            TreeEntryKind.Directory => "a finished tree",
            _ => "a file",
        };
        return new Problem("store/path-through-link", $"'{FileName.Display(path)}' leads through '{entry.Name}', which is {kind}")
        {
            Reasons = ["nothing is ever written through a link: the archive would choose where"],
        }.ToException();
    }
}
