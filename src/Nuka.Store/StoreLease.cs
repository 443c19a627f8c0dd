using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Store;

/// <summary>
/// Keeps trees and blobs from being collected as long as the lock on its file is held: by this process, or by one that inherited the
/// descriptor. A killed process lets go by itself. Whoever locks an existing lease file by its path (shared, flock(2)) must then look
/// whether the path still names the locked file, and start over when it does not: a collection has removed it.
/// </summary>
public sealed class StoreLease : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly FileLock hold;
    private bool isInherited;

    internal StoreLease(string path, SafeFileHandle file, FileLock hold)
    {
        Path = path;
        this.file = file;
        this.hold = hold;
    }

    /// <summary>The lease file's absolute path.</summary>
    public string Path { get; }

    /// <summary>The descriptor that holds the lock.</summary>
    public int Descriptor => (int)file.DangerousGetHandle();

    /// <summary>Lets programs that this process becomes or starts hold the lease too.</summary>
    public void LetInherit()
    {
        isInherited = true;
        OpenFile.SetInherited(Descriptor, inherited: true);
    }

    /// <summary>Lets go; those who inherited the descriptor, where they were let, still hold it.</summary>
    public void Dispose()
    {
        if (isInherited)
        {
            hold.LeaveToHeirs();
        }
        else
        {
            hold.Dispose();
        }
    }
}
