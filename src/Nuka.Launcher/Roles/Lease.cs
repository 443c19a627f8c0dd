using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>
/// A shared lock on the lease file: as long as any process of the sandbox has it open, <c>gc</c> cannot take it exclusively. The lock
/// counts only if the locked file is still the one that the path names: <c>gc</c> unlinks a lease while it holds it.
/// </summary>
internal static unsafe class Lease
{
    internal const long None = -1;
    internal const long Lost = -2;

    /// <summary>Tries on the way of a kept plan: whoever may read the lease may lock it, so that the full program waits instead, and says for whom.</summary>
    internal const int Few = 5;

    /// <summary>Tries, ten seconds long, of a start that the full program has prepared: it holds the lease itself.</summary>
    internal const int Many = 2000;

    internal static long Take(byte* path, int attempts)
    {
        const int Shared = 1;
        const int NonBlocking = 4;
        if (*path == 0)
        {
            return None;
        }

        long file = SystemCalls.Open(path, SystemCalls.NoFollow);
        if (file < 0)
        {
            return Lost;
        }

        long result = -Error.Again;
        for (int attempt = 0; result == -Error.Again && attempt < attempts; attempt++)
        {
            if (attempt > 0)
            {
                Pause();
            }

            result = SystemCalls.Call(Number.Flock, file, Shared | NonBlocking);
        }

        return result == 0 && StillNamed(file, path) ? file : Lost;
    }

    /// <summary>Closes every descriptor but the first three and the lease.</summary>
    /// <returns>The lease's descriptor now.</returns>
    internal static long KeepOnly(long lease)
    {
        const int First = 3;
        if (lease < 0)
        {
            Descriptors.CloseFrom(First);
            return lease;
        }

        if (lease != First)
        {
            SystemCalls.Call(Number.Dup3, lease, First, SystemCalls.CloseOnExec);
        }

        Descriptors.CloseFrom(First + 1);
        return First;
    }

    private static void Pause()
    {
        const long Nanoseconds = 5_000_000;
        long* time = stackalloc long[2];
        time[0] = 0;
        time[1] = Nanoseconds;
        SystemCalls.Call(Number.Ppoll, 0, 0, (long)time, 0, 8);
    }

    private static bool StillNamed(long file, byte* path)
    {
        byte* held = stackalloc byte[144];
        byte* named = stackalloc byte[144];
        const int NoFollow = 0x100;
        return SystemCalls.Call(Number.Fstat, file, (long)held) == 0
            && SystemCalls.Call(Number.StatAt, SystemCalls.CurrentDirectory, (long)path, (long)named, NoFollow) == 0
            && ((long*)held)[0] == ((long*)named)[0]
            && ((long*)held)[1] == ((long*)named)[1];
    }
}
