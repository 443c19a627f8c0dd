using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Platform.Files;

/// <summary>An advisory lock on a whole open file (flock(2)): it ends with the last descriptor of the open file, also when the process is killed.</summary>
public sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle file;

    private FileLock(SafeFileHandle file) => this.file = file;

    /// <summary>Locks a file, waiting for whoever holds it; the lock owns the file from then on.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="mode">How.</param>
    /// <exception cref="FileError">The kernel refused.</exception>
    public static FileLock Acquire(SafeFileHandle file, FileLockMode mode)
    {
        int error;
        do
        {
            error = Call(file, mode, wait: true);
        }
        while (error == ErrorNumbers.Interrupted);
        return error == 0 ? new FileLock(file) : throw new FileError("lock", "file", error);
    }

    /// <summary>Locks a file if nobody is in the way.</summary>
    /// <param name="file">The open file; the lock owns it if one is returned.</param>
    /// <param name="mode">How.</param>
    /// <returns>The lock, or <see langword="null"/> if somebody holds it.</returns>
    /// <exception cref="FileError">The kernel refused for another reason.</exception>
    public static FileLock? TryAcquire(SafeFileHandle file, FileLockMode mode)
    {
        int error = Call(file, mode, wait: false);
        return error switch
        {
            0 => new FileLock(file),
            ErrorNumbers.WouldBlock => null,
            _ => throw new FileError("lock", "file", error),
        };
    }

    /// <summary>Locks a file if nobody is in the way, and closes it if somebody is.</summary>
    /// <param name="file">The open file; the lock owns it.</param>
    /// <param name="mode">How.</param>
    /// <returns>The lock, or <see langword="null"/> if somebody holds it.</returns>
    /// <exception cref="FileError">The kernel refused for another reason.</exception>
    public static FileLock? TryTake(SafeFileHandle file, FileLockMode mode)
    {
        FileLock? taken = null;
        try
        {
            return taken = TryAcquire(file, mode);
        }
        finally
        {
            if (taken is null)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Closes the file; the lock lives on in the processes that inherited the descriptor, and ends with the last of them.</summary>
    public void LeaveToHeirs() => file.Dispose();

    /// <summary>
    /// Ends the lock for all who have the open file, then closes it. Closing alone would not do: a child that was forked a moment ago and has not yet
    /// executed its program holds every descriptor of this process, and with it the lock.
    /// </summary>
    public void Dispose()
    {
        const int Unlock = 8;
        if (!file.IsClosed)
        {
            _ = Libc.Lock((int)file.DangerousGetHandle(), Unlock);
        }

        file.Dispose();
    }

    private static int Call(SafeFileHandle file, FileLockMode mode, bool wait)
    {
        ArgumentNullException.ThrowIfNull(file);
        const int NonBlocking = 4;
        int operation = (mode == FileLockMode.Shared ? 1 : 2) | (wait ? 0 : NonBlocking);
        return Libc.Lock((int)file.DangerousGetHandle(), operation) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
