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

    internal static long Take(byte* path)
    {
        const int Shared = 1;
        if (*path == 0)
        {
            return None;
        }

        long file = SystemCalls.Open(path, SystemCalls.NoFollow);
        if (file < 0)
        {
            return Lost;
        }

        long result;
        do
        {
            result = SystemCalls.Call(Number.Flock, file, Shared);
        }
        while (result == -Error.Interrupted);
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
