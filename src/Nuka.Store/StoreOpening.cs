using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processes;
using Nuka.Store.Blobs;
using Nuka.Store.Errors;
using Nuka.Store.Index;

namespace Nuka.Store;

/// <summary>Opens a store's directory: whose it is, what it is, and in what state the last process left it.</summary>
internal static class StoreOpening
{
    internal static ReadOnlySpan<byte> Format => "nuka store 1\n"u8;

    private static readonly string[] Directories = ["blobs", "tmp", "views", "leases", "quarantine", "imports"];

    /// <summary>Opens the store and takes its shared lock.</summary>
    /// <returns>The store, and the lock that keeps a collection away as long as it is open.</returns>
    internal static (StoreArea Area, StoreUse Use) Open(StoreOptions options)
    {
        if (!Path.IsPathFullyQualified(options.Directory))
        {
            throw new ArgumentException("the store's directory must be an absolute path", nameof(options));
        }

        DirectoryHandle root = OpenDirectory(options);
        StoreUse? use = null;
        try
        {
            bool foreign = BelongsToRoot(root, options.Directory);
            bool readOnly = options.ReadOnly | foreign;
            if (!readOnly && root.TryGetStatus("format"u8) is null)
            {
                Making(() => LayOut(root, options), options.Directory);
            }

            CheckFormat(root, options.Directory);
            use = TakeUse(root, options, ref readOnly);
            StoreIndex index = StoreIndex.Open(options.Directory, readOnly, options.PatienceSeconds);
            if (!readOnly)
            {
                StagingArea.RemoveDead(root);
            }

            return (new StoreArea(options, root, index, readOnly) { IsForeign = foreign }, use);
        }
        catch (FileError error)
        {
            use?.Dispose();
            root.Dispose();
            throw StoreProblems.From(error, options.Directory);
        }
        catch
        {
            use?.Dispose();
            root.Dispose();
            throw;
        }
    }

    /// <summary>Takes a lock, waiting as long as the options allow; who waits for longer than a moment is told for whom, if that can be known.</summary>
    /// <returns>The lock, or <see langword="null"/> when the others did not let go.</returns>
    internal static FileLock? Await(SafeFileHandle file, FileLockMode mode, StoreOptions options, string reason)
    {
        FileLock? taken = FileLock.TryAcquire(file, mode);
        if (taken is not null)
        {
            return taken;
        }

        long start = options.TimeProvider.GetTimestamp();
        bool told = false;
        while (taken is null && options.TimeProvider.GetElapsedTime(start).TotalSeconds < options.PatienceSeconds)
        {
            Thread.Sleep(20);
            taken = FileLock.TryAcquire(file, mode);
            if (taken is null && !told && options.TimeProvider.GetElapsedTime(start).TotalSeconds >= StoreLimits.NoticeSeconds)
            {
                told = true;
                options.Progress.Note(LockHolder.Find(file) is { } holder ? $"{reason}: {holder} holds it" : reason);
            }
        }

        return taken;
    }

    // Before the store is there, a full disk has another cure.
    private static void Making(Action work, string store)
    {
        try
        {
            work();
        }
        catch (IOException error) when (StoreProblems.IsDiskFull(error))
        {
            throw StoreProblems.NoRoomToMake(store, error);
        }
        catch (NukaException error) when (error.Problem.Code == "store/disk-full")
        {
            throw StoreProblems.NoRoomToMake(store, error.InnerException ?? error);
        }
    }

    private static DirectoryHandle OpenDirectory(StoreOptions options)
    {
        try
        {
            if (!options.ReadOnly)
            {
                Making(() => Directory.CreateDirectory(options.Directory), options.Directory);
            }

            return DirectoryHandle.Open(options.Directory);
        }
        catch (FileError error) when (error.Number == ErrorNumbers.NotFound)
        {
            throw new Problem("store/not-found", $"there is no store at {options.Directory}")
            {
                Reasons = [error.Message],
                Hints = ["look at NUKA_STORE and --state; a store of one's own is made where there is none"],
            }.ToException(error);
        }
        catch (FileError error)
        {
            throw StoreProblems.From(error, options.Directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StoreProblems.NotWritable(options.Directory, error);
        }
    }

    // Whose store it is. The caller's own may be written; root's may be read by everybody who cannot write it; nobody else's is used,
    // since its owner could change what was verified.
    private static bool BelongsToRoot(DirectoryHandle root, string path)
    {
        FileStatus status = root.GetStatus(default);
        uint caller = Account.Current.User;
        if (status.User != caller && status.User != 0)
        {
            throw new Problem("store/foreign-owner", $"the store {path} belongs to another user")
            {
                Reasons = [$"it belongs to user {status.User}, and you are user {caller}; its owner could change what you run"],
                Hints = ["name a state directory that is yours: try: nuka --state DIR"],
            }.ToException();
        }

        const uint WritableByOthers = 0x12; // 0022
        if ((status.Mode & WritableByOthers) != 0)
        {
            throw new Problem("store/writable-by-others", $"the store {path} can be written by others than its owner")
            {
                Reasons = [$"its permissions are {Convert.ToString(status.Mode, 8)}"],
                Hints = [$"take the right away, then check what is there: try: chmod go-w '{path}'", "try: nuka store verify"],
            }.ToException();
        }

        return status.User != caller;
    }

    // Every step may be done again, so a process that dies in between leaves nothing to repair; the format file comes last.
    private static void LayOut(DirectoryHandle root, StoreOptions options)
    {
        using SafeFileHandle file = root.OpenOrCreateFile("use.lock"u8);
        using FileLock making = Await(file, FileLockMode.Exclusive, options, "waiting for another process that makes the store")
            ?? throw StoreUse.Busy(Path.Combine(options.Directory, "use.lock"), options, file);
        if (root.TryGetStatus("format"u8) is not null)
        {
            return; // It was made while we waited.
        }

        RequireNothingForeign(root, options.Directory);
        foreach (string name in Directories)
        {
            root.CreateDirectory(Encoding.ASCII.GetBytes(name));
        }

        using (DirectoryHandle blobs = root.OpenDirectory("blobs"u8))
        {
            for (int value = 0; value < 256; value++)
            {
                blobs.CreateDirectory(Encoding.ASCII.GetBytes(value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
            }
        }

        MakeIndex(root, options);
        Collecting.Reserve.Restore(root);
        options.BeforeStep?.Invoke("format");
        root.SyncFileSystem();
        AtomicFile.Write(Path.Combine(options.Directory, "format"), Format);
        root.Sync();
    }

    private static void MakeIndex(DirectoryHandle root, StoreOptions options)
    {
        try
        {
            StoreIndex.Open(options.Directory, readOnly: false, options.PatienceSeconds).Dispose();
        }
        catch (NukaException error) when (error.Problem.Code == "store/index-failed")
        {
            // SQLite does not say why it could not make a file; the system does, where no more can be made.
            root.OpenOrCreateFile("probe.new"u8).Dispose();
            root.RemoveFile("probe.new"u8);
            throw;
        }
    }

    private static void RequireNothingForeign(DirectoryHandle root, string path)
    {
        foreach (DirectoryItem item in root.List())
        {
            string name = item.Name.ToString();
            bool ours = Directories.Contains(name) || name is "use.lock" or "reserve" || name.StartsWith("index.sqlite", StringComparison.Ordinal)
                || name.EndsWith(".new", StringComparison.Ordinal);
            if (!ours)
            {
                throw new Problem("store/not-a-store", $"the directory {path} is not a store, and not empty")
                {
                    Reasons = [$"it holds '{name}'"],
                    Hints = ["name an empty directory, or one that does not exist yet"],
                }.ToException();
            }
        }
    }

    private static void CheckFormat(DirectoryHandle root, string path)
    {
        FileStatus? status = root.TryGetStatus("format"u8);
        if (status is null)
        {
            throw new Problem("store/not-a-store", $"the directory {path} is not a store")
            {
                Reasons = ["it has no file 'format'"],
                Hints = ["name an empty directory, or one that does not exist yet   try: nuka --state DIR"],
            }.ToException();
        }

        using FileStream file = new(root.OpenFile("format"u8), FileAccess.Read);
        byte[] found = new byte[64];
        int count = file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false);
        if (!found.AsSpan(0, count).SequenceEqual(Format))
        {
            throw new Problem("store/unknown-format", $"the store {path} has a format that this nuka does not know")
            {
                Reasons = [$"it says '{FileName.Display(found.AsSpan(0, count)).TrimEnd()}'"],
                Hints = ["a newer nuka made it: use that one, or another state directory"],
            }.ToException();
        }
    }

    private static StoreUse TakeUse(DirectoryHandle root, StoreOptions options, ref bool readOnly)
    {
        SafeFileHandle file;
        try
        {
            file = readOnly ? root.OpenFile("use.lock"u8) : root.OpenOrCreateFile("use.lock"u8);
        }
        catch (FileError error) when (!readOnly && error.Number is ErrorNumbers.ReadOnly or ErrorNumbers.AccessDenied)
        {
            readOnly = true; // Our own store on a file system that is mounted read-only.
            file = root.OpenFile("use.lock"u8);
        }

        return StoreUse.Take(file, Path.Combine(options.Directory, "use.lock"), options);
    }
}
