using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store.Views;

/// <summary>
/// The store's files whose bytes are known to be right, by their inodes: the file <c>confirmed</c> (specs/store.md). A name more or less changes the
/// time of change of a file in every view that has it; who makes or removes the name compares the file right before and notes the new time right
/// after, so that what nuka did itself is told from what anybody else did. All that happens while this process alone has the table open.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="home">Gives the directory that the table is in.</param>
/// <param name="staging">Gives a place for unfinished files on the same file system; <see langword="null"/> where nothing may be written.</param>
internal sealed class ConfirmedFiles(StoreArea store, Func<DirectoryHandle> home, Func<StagingArea>? staging)
{
    // A lock that others cannot open cannot be held by them either.
    private const uint Private = 0x180; // 0600
    private const int DepthLimit = 64;

    private readonly Lock gate = new();
    private readonly Lock[] stripes = Locks(64);
    private volatile ConcurrentDictionary<ulong, ConfirmedFile>? rows;
    private FileLock? hold;
    private bool isOpen;
    private int sessions;
    private int lingering;
    private volatile bool changed;

    /// <summary>What the table's files are called, where they lie beside views.</summary>
    internal static ImmutableArray<string> FileNames => ["confirmed", "confirmed.lock"];

    private ConcurrentDictionary<ulong, ConfirmedFile> Rows => rows ?? Read();

    private static Lock[] Locks(int count)
    {
        Lock[] locks = new Lock[count];
        for (int i = 0; i < count; i++)
        {
            locks[i] = new Lock();
        }

        return locks;
    }

    /// <summary>Opens the table for this process alone; its threads share it.</summary>
    /// <returns>Ends it when disposed.</returns>
    internal IDisposable Enter()
    {
        lock (gate)
        {
            if (!isOpen)
            {
                hold = TryLock();
                isOpen = true;
            }

            sessions++;
        }

        return new Session(this, lingers: false);
    }

    /// <summary>Lets a table that is opened meanwhile stay open until this is disposed, since it is needed again at once.</summary>
    internal IDisposable Linger()
    {
        lock (gate)
        {
            lingering++;
        }

        return new Session(this, lingers: true);
    }

    /// <summary>Whether a file is as it was when it was known to hold these bytes.</summary>
    /// <param name="digest">What it should hold.</param>
    /// <param name="look">Looks at the file.</param>
    internal bool Has(Digest digest, Func<FileStatus?> look)
    {
        lock (StripeOf(digest))
        {
            return look() is { } status && Has(digest, status);
        }
    }

    /// <summary>Notes that a file was read, and holds these bytes.</summary>
    internal void Confirm(Digest digest, FileStatus status)
    {
        lock (StripeOf(digest))
        {
            Note(digest, status);
        }
    }

    /// <summary>Gives a file of the store a name more. One that nobody else had a name for yet is believed if it looks as it was made.</summary>
    /// <returns>0, or the error number.</returns>
    internal int Link(BlobName blob, ulong size, DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> path = blob.WritePath(stackalloc byte[BlobName.PathLimit]);
        lock (StripeOf(blob.Digest))
        {
            FileStatus? before = store.Root.TryGetStatus(path);
            bool known = before is { } was && (Rows.ContainsKey(was.Inode) ? Has(blob.Digest, was) : was.Links == 1 && IsAsMade(was, blob, size));
            int error = directory.TryLink(store.Root, path, name);
            if (error == 0 && known && store.Root.TryGetStatus(path) is { } now && IsSame(before!.Value, now))
            {
                Note(blob.Digest, now);
            }

            return error;
        }
    }

    /// <summary>Removes a view, or what there is of it.</summary>
    internal void Remove(DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        using (Enter())
        {
            RemoveFiles(parent, name, 0);
            parent.RemoveTree(name);
        }
    }

    /// <summary>Forgets files that the store has no more: others get their inodes.</summary>
    internal void Prune()
    {
        using (Enter())
        {
            foreach ((ulong inode, ConfirmedFile row) in Rows)
            {
                if (InodeOf(new BlobName(row.Digest, false)) != inode && InodeOf(new BlobName(row.Digest, true)) != inode)
                {
                    changed |= Rows.TryRemove(inode, out _);
                }
            }
        }
    }

    /// <summary>Whether a file looks as every file of the store is made.</summary>
    internal static bool IsAsMade(FileStatus status, BlobName blob, ulong size) =>
        (ulong)status.SizeBytes == size && status.Mode == blob.Mode && status.ModifiedNanoseconds == StoreTime.Seconds * 1_000_000_000;

    private static bool IsSame(FileStatus one, FileStatus other) =>
        (one.Inode, one.SizeBytes, one.ModifiedNanoseconds) == (other.Inode, other.SizeBytes, other.ModifiedNanoseconds);

    private ConcurrentDictionary<ulong, ConfirmedFile> Read()
    {
        lock (gate)
        {
            return rows ??= ConfirmedTable.Read(home());
        }
    }

    private Lock StripeOf(Digest digest) => stripes[digest.GetHashCode() & (stripes.Length - 1)];

    private ulong? InodeOf(BlobName blob) => store.TryGetStatus(blob)?.Inode;

    private bool Has(Digest digest, FileStatus status) =>
        Rows.TryGetValue(status.Inode, out ConfirmedFile row) && row == ConfirmedFile.Of(status, digest);

    private void Note(Digest digest, FileStatus status)
    {
        Rows[status.Inode] = ConfirmedFile.Of(status, digest);
        changed = true;
    }

    // What lies too deep is removed with the rest, and read once by who needs it next.
    private void RemoveFiles(DirectoryHandle parent, ReadOnlySpan<byte> name, int depth)
    {
        if (parent.TryGetStatus(name) is not { } status)
        {
            return;
        }

        if (status.Kind == FileKind.File)
        {
            RemoveFile(parent, name, status);
        }
        else if (status.Kind == FileKind.Directory && depth < DepthLimit)
        {
            const uint OwnerAll = 0x1C0;
            parent.SetMode(name, OwnerAll);
            using DirectoryHandle inner = parent.OpenDirectory(name);
            foreach (DirectoryItem item in inner.List())
            {
                RemoveFiles(inner, item.Name.Bytes, depth + 1);
            }
        }
    }

    private void RemoveFile(DirectoryHandle parent, ReadOnlySpan<byte> name, FileStatus status)
    {
        if (!Rows.TryGetValue(status.Inode, out ConfirmedFile row))
        {
            return;
        }

        const uint OwnerExecutes = 0x40;
        lock (StripeOf(row.Digest))
        {
            bool known = parent.TryGetStatus(name) is { } was && IsSame(was, status) && Has(row.Digest, was);
            parent.RemoveFile(name);
            if (known && store.TryGetStatus(new BlobName(row.Digest, (status.Mode & OwnerExecutes) != 0)) is { } now && IsSame(status, now))
            {
                Note(row.Digest, now);
            }
        }
    }

    private FileLock? TryLock()
    {
        try
        {
            return staging is null ? null : Await(home().OpenOrCreateFile("confirmed.lock"u8, Private));
        }
        catch (FileError)
        {
            return null; // A full disk: without the lock nothing is written, and files are read once more another time.
        }
    }

    // Without it a second process does all that as well, and only has more to read: no reason to stop.
    private FileLock? Await(SafeFileHandle file)
    {
        FileLock? taken = StoreOpening.Await(file, FileLockMode.Exclusive, store.Options, "waiting for another nuka that shows what the store holds");
        if (taken is null)
        {
            file.Dispose();
        }

        return taken;
    }

    private void Leave(bool lingers)
    {
        lock (gate)
        {
            _ = lingers ? lingering-- : sessions--;
            if (!isOpen || sessions + lingering > 0)
            {
                return;
            }

            try
            {
                if (changed && hold is not null && rows is not null)
                {
                    ConfirmedTable.Write(rows, home(), staging!());
                }
            }
            catch (FileError)
            {
                // The table that is there stays: files that it has wrong are read once more. What was begun aside goes with the process.
            }
            finally
            {
                rows = null;
                changed = false;
                hold?.Dispose();
                hold = null;
                isOpen = false;
            }
        }
    }

    private sealed class Session(ConfirmedFiles files, bool lingers) : IDisposable
    {
        public void Dispose() => files.Leave(lingers);
    }
}
