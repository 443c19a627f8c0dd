using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Graft.Finish;

/// <summary>
/// A directory for one build, gone when the build is. A lock beside it lives as long as the process: what a killed process left is
/// found by its free lock and removed by the next build.
/// </summary>
public sealed class BuildDirectory : IDisposable
{
    private const string FinishPrefix = "finish-";
    private const string LockSuffix = ".lock";
    private const string OldSuffix = ".old";

    private readonly string parent;
    private readonly string name;
    private readonly FileLock hold;

    private bool isKept;

    private BuildDirectory(string parent, string name, FileLock hold)
    {
        this.parent = parent;
        this.name = name;
        this.hold = hold;
    }

    /// <summary>The directory.</summary>
    public string FullPath => Path.Combine(parent, name);

    /// <summary>Makes a directory, and removes those that nobody holds any more.</summary>
    /// <param name="parent">Where to; it exists.</param>
    /// <param name="prefix">What its name begins with; only forgotten ones of the same prefix are removed.</param>
    public static BuildDirectory Create(string parent, string prefix = FinishPrefix)
    {
        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        RemoveForgotten(handle, prefix);
        while (true)
        {
            string name = $"{prefix}{Guid.NewGuid():N}";
            SafeFileHandle file = handle.OpenOrCreateFile(Bytes(name + LockSuffix), 0x180);
            FileLock hold = FileLock.Acquire(file, FileLockMode.Exclusive);
            if (OpenFile.CountLinks((int)file.DangerousGetHandle(), "the lock of a build") == 0)
            {
                hold.Dispose(); // Somebody who was looking for forgotten ones took the new file for one of these.
                continue;
            }

            handle.CreateDirectory(Bytes(name), 0x1C0);
            return new BuildDirectory(parent, name, hold);
        }
    }

    /// <summary>Whether somebody holds a directory.</summary>
    /// <param name="parent">The directory that it lies in.</param>
    /// <param name="name">Its name.</param>
    public static bool IsHeld(DirectoryHandle parent, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string own = name.EndsWith(OldSuffix, StringComparison.Ordinal) ? name[..^OldSuffix.Length] : name;
        return IsHeldFile(parent, own + LockSuffix);
    }

    /// <summary>Whether somebody has locked a file.</summary>
    /// <param name="parent">The directory that it lies in.</param>
    /// <param name="name">Its name; nobody has locked a file that is not there.</param>
    public static bool IsHeldFile(DirectoryHandle parent, string name)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(name);
        if (parent.TryGetStatus(Bytes(name)) is null)
        {
            return false;
        }

        using FileLock? free = FileLock.TryTake(parent.OpenFile(Bytes(name)), FileLockMode.Exclusive);
        return free is null;
    }

    /// <summary>Lets the directory stay, under a name of its own; one that is there under that name is removed.</summary>
    /// <param name="keptName">The name.</param>
    /// <returns>Its path.</returns>
    public string Keep(string keptName)
    {
        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        SetAside(handle, keptName);
        handle.Rename(Bytes(name), handle, Bytes(keptName));
        isKept = true;
        return Path.Combine(parent, keptName);
    }

    /// <summary>Removes what an earlier one let stay.</summary>
    /// <param name="keptName">The name that it was kept under.</param>
    public void RemoveKept(string keptName)
    {
        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        SetAside(handle, keptName);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        if (!isKept)
        {
            handle.RemoveTree(Bytes(name));
        }

        handle.RemoveFile(Bytes(name + LockSuffix));
        hold.Dispose();
    }

    /// <summary>What is to go takes a name of this build's first, so that nobody ever sees the half of it.</summary>
    private void SetAside(DirectoryHandle handle, string keptName)
    {
        if (handle.TryGetStatus(Bytes(keptName)) is not null)
        {
            handle.Rename(Bytes(keptName), handle, Bytes(name + OldSuffix));
            handle.RemoveTree(Bytes(name + OldSuffix));
        }
    }

    /// <summary>Removes the directories that nobody holds any more.</summary>
    /// <param name="parent">Where they lie.</param>
    /// <param name="prefix">What their names begin with.</param>
    public static void RemoveForgotten(DirectoryHandle parent, string prefix)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(prefix);
        foreach (string file in parent.List().Select(item => item.Name.ToString()).Where(name => IsLock(name, prefix)))
        {
            try
            {
                using FileLock? free = FileLock.TryTake(parent.OpenOrCreateFile(Bytes(file), 0x180), FileLockMode.Exclusive);
                if (free is not null)
                {
                    parent.RemoveTree(Bytes(file[..^LockSuffix.Length]));
                    parent.RemoveTree(Bytes(file[..^LockSuffix.Length] + OldSuffix));
                    parent.RemoveFile(Bytes(file));
                }
            }
            catch (FileError)
            {
                // Somebody else's: in a directory that several accounts share, each removes what is his own.
            }
        }
    }

    private static bool IsLock(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(LockSuffix, StringComparison.Ordinal)
        && name.Length == prefix.Length + 32 + LockSuffix.Length;

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(name);
}
