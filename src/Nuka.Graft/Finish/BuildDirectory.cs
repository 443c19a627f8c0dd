using System.Text;
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
        string name = $"{prefix}{Guid.NewGuid():N}";
        FileLock hold = FileLock.Acquire(handle.OpenOrCreateFile(Bytes(name + LockSuffix), 0x180), FileLockMode.Exclusive);
        handle.CreateDirectory(Bytes(name), 0x1C0);
        return new BuildDirectory(parent, name, hold);
    }

    /// <summary>Lets the directory stay, under a name of its own; one that is there under that name is removed.</summary>
    /// <param name="keptName">The name.</param>
    /// <returns>Its path.</returns>
    public string Keep(string keptName)
    {
        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        handle.RemoveTree(Bytes(keptName));
        handle.Rename(Bytes(name), handle, Bytes(keptName));
        isKept = true;
        return Path.Combine(parent, keptName);
    }

    /// <summary>Removes what an earlier one let stay.</summary>
    /// <param name="keptName">The name that it was kept under.</param>
    public void RemoveKept(string keptName)
    {
        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        handle.RemoveTree(Bytes(keptName));
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

    private static void RemoveForgotten(DirectoryHandle parent, string prefix)
    {
        foreach (string file in parent.List().Select(item => item.Name.ToString()).Where(name => IsLock(name, prefix)))
        {
            try
            {
                using FileLock? free = FileLock.TryAcquire(parent.OpenOrCreateFile(Bytes(file), 0x180), FileLockMode.Exclusive);
                if (free is not null)
                {
                    parent.RemoveTree(Bytes(file[..^LockSuffix.Length]));
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
