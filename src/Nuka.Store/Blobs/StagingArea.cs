using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Store.Blobs;

/// <summary>
/// A directory of one process under <c>tmp/</c>, where files are written before they have a name in the store. A lock file beside it
/// says whether the process lives: what a dead one left is removed by the next that opens the store.
/// </summary>
internal sealed class StagingArea : IDisposable
{
    private readonly DirectoryHandle parent;
    private readonly FileLock life;
    private readonly byte[] name;
    private long counter;

    private StagingArea(DirectoryHandle parent, FileLock life, byte[] name, DirectoryHandle directory)
    {
        this.parent = parent;
        this.life = life;
        this.name = name;
        Directory = directory;
    }

    /// <summary>The directory itself.</summary>
    internal DirectoryHandle Directory { get; }

    /// <summary>Makes a staging area.</summary>
    /// <param name="root">The store's directory.</param>
    internal static StagingArea Create(DirectoryHandle root)
    {
        DirectoryHandle parent = root.OpenDirectory("tmp"u8);
        while (true)
        {
            byte[] name = Encoding.ASCII.GetBytes($"{Environment.ProcessId}-{Guid.NewGuid():N}");
            byte[] lockName = [.. name, .. ".lock"u8];
            SafeFileHandle file = parent.OpenOrCreateFile(lockName, 0x180); // 0600
            FileLock life = FileLock.Acquire(file, FileLockMode.Exclusive);

            // Between its creation and the lock somebody may have taken it for a dead process's file and removed it.
            if (parent.TryGetStatus(lockName) is null)
            {
                life.Dispose();
                continue;
            }

            parent.CreateDirectory(name, 0x1C0); // 0700
            return new StagingArea(parent, life, name, parent.OpenDirectory(name));
        }
    }

    /// <summary>Removes what processes left that are no more.</summary>
    /// <param name="root">The store's directory.</param>
    /// <returns>How many areas were removed.</returns>
    internal static int RemoveDead(DirectoryHandle root)
    {
        using DirectoryHandle parent = root.OpenDirectory("tmp"u8);
        int removed = 0;
        foreach (DirectoryItem item in parent.List())
        {
            ReadOnlySpan<byte> lockName = item.Name.Bytes;
            if (lockName.EndsWith(".lock"u8) && RemoveIfDead(parent, lockName))
            {
                removed++;
            }
        }

        return removed;
    }

    /// <summary>A name that nothing here has.</summary>
    internal byte[] NextName() => Encoding.ASCII.GetBytes(Interlocked.Increment(ref counter).ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a whole file aside.</summary>
    /// <returns>Its name here.</returns>
    internal byte[] Write(ReadOnlySpan<byte> content, uint mode)
    {
        byte[] fileName = NextName();
        using SafeFileHandle file = Directory.CreateFile(fileName, mode);
        int descriptor = (int)file.DangerousGetHandle();
        OpenFile.WriteFull(descriptor, content, "a new blob");
        Finish(descriptor, mode);
        return fileName;
    }

    /// <summary>Gives a file that was written the time and the permissions that every file of the store has.</summary>
    internal static void Finish(int descriptor, uint mode)
    {
        OpenFile.SetMode(descriptor, mode, "a new blob"); // The umask may have taken bits away.
        OpenFile.SetTime(descriptor, StoreTime.Seconds, "a new blob");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Dispose();
            parent.RemoveTree(name);
            parent.RemoveFile([.. name, .. ".lock"u8]);
        }
        catch (FileError)
        {
            // What stays is removed by the next process that opens the store: it finds the lock free.
        }

        life.Dispose();
        parent.Dispose();
    }

    private static bool RemoveIfDead(DirectoryHandle parent, ReadOnlySpan<byte> lockName)
    {
        SafeFileHandle file;
        try
        {
            file = parent.OpenFile(lockName);
        }
        catch (FileError error) when (error.Number == ErrorNumbers.NotFound)
        {
            return false;
        }

        using FileLock? dead = FileLock.TryTake(file, FileLockMode.Exclusive);
        if (dead is null)
        {
            return false;
        }

        parent.RemoveTree(lockName[..^".lock"u8.Length]);
        return parent.RemoveFile(lockName);
    }
}
