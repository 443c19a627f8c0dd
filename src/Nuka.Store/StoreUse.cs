using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store;

/// <summary>
/// The lock that an open store holds together with all others that have it open, so that nothing they found is removed under them.
/// Who removes things holds it alone.
/// </summary>
internal sealed class StoreUse(SafeFileHandle file, FileLock hold, string path, StoreOptions options) : IDisposable
{
    /// <summary>Takes a lock with all others.</summary>
    /// <param name="file">The open lock file.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="options">How long to wait, and who is told.</param>
    /// <exception cref="NukaException"><c>store/busy</c>.</exception>
    internal static StoreUse Take(SafeFileHandle file, string path, StoreOptions options) => new(file, Share(file, path, options), path, options);

    /// <summary>Another process has the lock for itself.</summary>
    internal static NukaException Busy(string path, StoreOptions options, SafeFileHandle file) => new Problem("store/busy", "another process has held the store for too long")
    {
        Reasons =
        [
            $"waited {options.PatienceSeconds} seconds for the lock {path}",
            .. LockHolder.Find(file) is { } holder ? (string[])[$"{holder} holds it"] : [],
        ],
        Hints = ["let it end, then try again"],
    }.ToException();

    /// <summary>Does something while nobody else has the store open.</summary>
    /// <exception cref="NukaException"><c>store/in-use</c>: somebody has, for longer than the caller waits.</exception>
    internal T Alone<T>(Func<T> work)
    {
        // The kernel gives the shared lock up before it waits for the other one, so a failure means to take it again.
        bool alone = StoreOpening.Await(file, FileLockMode.Exclusive, options, "waiting for other processes that use the store") is not null;
        try
        {
            if (!alone)
            {
                throw new Problem("store/in-use", "others have been using the store for too long")
                {
                    Reasons = [$"waited {options.PatienceSeconds} seconds for the lock {path}"],
                    Hints = ["let what runs from this store end, then try again"],
                }.ToException();
            }

            return work();
        }
        finally
        {
            _ = Share(file, path, options);
        }
    }

    private static FileLock Share(SafeFileHandle file, string path, StoreOptions options) =>
        StoreOpening.Await(file, FileLockMode.Shared, options, "waiting for a collection of the store to end") ?? throw Busy(path, options, file);

    /// <inheritdoc/>
    public void Dispose() => hold.Dispose();
}
