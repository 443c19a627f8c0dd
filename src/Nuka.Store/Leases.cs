using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store;

/// <summary>
/// The lease files under <c>leases/</c>. A file is named by the BLAKE3 of its bytes and never changes, so everybody who needs the same
/// things shares one; its bytes are the printed names of what it keeps, sorted, one a line.
/// </summary>
internal static class Leases
{
    private const int LengthLimit = 1 << 24;

    /// <summary>Takes a lease, on a new file or on the one that says the same.</summary>
    internal static StoreLease Take(StoreArea store, IEnumerable<Cid> keeps) => Take(store, store.Root, store.Path, () => store.Staging, keeps);

    /// <summary>As <see cref="Take(StoreArea, IEnumerable{Cid})"/>, in a directory that has leases and a place for unfinished files as a store has them.</summary>
    internal static StoreLease Take(StoreArea store, DirectoryHandle root, string path, Func<StagingArea> staging, IEnumerable<Cid> keeps)
    {
        byte[] content = Encoding.ASCII.GetBytes(string.Concat(keeps.Distinct().Order().Select(cid => cid + "\n")));
        byte[] name = Encoding.ASCII.GetBytes(Blake3.Hash(content).ToString());
        using DirectoryHandle directory = root.OpenDirectory("leases"u8);
        while (true)
        {
            if (directory.TryGetStatus(name) is null)
            {
                store.Step("lease");
                byte[] staged = staging().Write(content, 0x124); // 0444
                if (!staging().Directory.RenameNew(staged, directory, name))
                {
                    staging().Directory.RemoveFile(staged);
                }
            }

            if (TryHold(directory, name, path, store.Options) is StoreLease lease)
            {
                return lease;
            }
        }
    }

    /// <summary>In a store that cannot be written, its own lock is the lease: it keeps everything.</summary>
    internal static StoreLease TakeWhole(StoreArea store)
    {
        SafeFileHandle file = store.Root.OpenFile("use.lock"u8);
        string path = Path.Combine(store.Path, "use.lock");
        return new StoreLease(path, file, Hold(file, path, store.Options));
    }

    // Whoever may read the file may lock it: he is not waited for without an end.
    private static FileLock Hold(SafeFileHandle file, string path, StoreOptions options)
    {
        try
        {
            return StoreOpening.Await(file, FileLockMode.Shared, options, "waiting for a lease") ?? throw StoreUse.Busy(path, options, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What the leases keep that somebody holds.</summary>
    internal static List<(string Name, Cid Cid)> Held(StoreArea store) => Sweep(store, store.Root, dryRun: true).Kept;

    /// <summary>Removes the leases that nobody holds.</summary>
    /// <param name="store">The store.</param>
    /// <param name="root">The directory that has the leases: the store's, or that of a reader's own views.</param>
    /// <param name="dryRun">Whether only to count.</param>
    /// <returns>What the others keep, and how many files were removed.</returns>
    internal static (List<(string Name, Cid Cid)> Kept, int Removed) Sweep(StoreArea store, DirectoryHandle root, bool dryRun)
    {
        List<(string, Cid)> kept = [];
        int removed = 0;
        using DirectoryHandle directory = root.OpenDirectory("leases"u8);
        foreach (DirectoryItem item in directory.List())
        {
            SafeFileHandle file = directory.OpenFile(item.Name.Bytes);
            using FileLock? dead = FileLock.TryAcquire(file, FileLockMode.Exclusive);
            if (dead is null)
            {
                kept.AddRange(Read(file).Select(cid => (item.Name.ToString(), cid)));
                file.Dispose();
            }
            else
            {
                removed++;
                if (!dryRun)
                {
                    store.Step("unlease");
                    directory.RemoveFile(item.Name.Bytes); // While we hold it: who locks it next finds the name gone.
                }
            }
        }

        return (kept, removed);
    }

    private static StoreLease? TryHold(DirectoryHandle directory, byte[] name, string store, StoreOptions options)
    {
        SafeFileHandle file;
        try
        {
            file = directory.OpenFile(name);
        }
        catch (FileError error) when (error.Number == ErrorNumbers.NotFound)
        {
            return null;
        }

        // A collection removes the name only while it holds the lock alone: a file that still has its name keeps it from here on.
        FileLock hold = Hold(file, Path.Combine(store, "leases", Encoding.ASCII.GetString(name)), options);
        if (OpenFile.CountLinks((int)file.DangerousGetHandle(), "a lease") > 0)
        {
            return new StoreLease(Path.Combine(store, "leases", Encoding.ASCII.GetString(name)), file, hold);
        }

        hold.Dispose();
        return null;
    }

    private static List<Cid> Read(SafeFileHandle file)
    {
        byte[] content = new byte[(int)Math.Min(RandomAccess.GetLength(file), LengthLimit)];
        int count = OpenFile.ReadFull((int)file.DangerousGetHandle(), content, "a lease");
        return Encoding.ASCII.GetString(content, 0, count).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Cid.Parse).ToList();
    }
}
