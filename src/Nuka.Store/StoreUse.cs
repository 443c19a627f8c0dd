using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store;

/// <summary>
/// The lock that an open store holds together with all others that have it open, so that nothing they found is removed under them.
/// Who removes things holds it alone.
/// </summary>
internal sealed class StoreUse(SafeFileHandle file, FileLock hold, StoreOptions options) : IDisposable
{
    /// <summary>Does something while nobody else has the store open.</summary>
    /// <exception cref="NukaException"><c>store/in-use</c>: somebody has, for longer than the caller waits.</exception>
    internal T Alone<T>(Func<T> work)
    {
        // The kernel gives the shared lock up before it waits for the other one, so a failure means to take it again.
        bool alone = StoreOpening.Await(file, FileLockMode.Exclusive, options, "waiting for other processes that use the store") is not null;
        try
        {
            return alone ? work() : throw new Problem("store/in-use", "others have been using the store for too long")
            {
                Reasons = [$"waited {options.PatienceSeconds} seconds for the lock {options.Directory}/use.lock"],
                Hints = ["let what runs from this store end, then try again"],
            }.ToException();
        }
        finally
        {
            FileLock.Acquire(file, FileLockMode.Shared);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hold.Dispose();
}
