namespace Nuka.Launcher.Kernel;

/// <summary>The numbers that descriptors have from bubblewrap on; everything the launcher opens for itself stays below.</summary>
internal static unsafe class Descriptors
{
    internal const int Control = 20;
    internal const int Start = 21;
    internal const int Lease = 22;
    internal const int Errors = 23;
    internal const int FirstFile = 24;

    private const int CloseOnExecFlag = 4;

    internal static void CloseFrom(int first) => SystemCalls.Call(Number.CloseRange, first, 0xFFFFFFFFu, 0);

    /// <summary>Marks every descriptor from <paramref name="first"/> on, so that a program that is executed has none of them.</summary>
    internal static void EndAtExec(int first)
    {
        if (SystemCalls.Call(Number.CloseRange, first, 0xFFFFFFFFu, CloseOnExecFlag) == 0)
        {
            return;
        }

        // Before Linux 5.11. Descriptors of ours are all small.
        const int SetFlags = 2;
        for (int descriptor = first; descriptor < 1024; descriptor++)
        {
            SystemCalls.Call(Number.FileControl, descriptor, SetFlags, 1);
        }
    }

    /// <summary>Gives a descriptor another number that is kept when a program is executed.</summary>
    internal static bool Place(long descriptor, int number) =>
        descriptor == number
            ? SystemCalls.Call(Number.FileControl, descriptor, 2, 0) == 0
            : SystemCalls.Call(Number.Dup3, descriptor, number, 0) == number;

    /// <summary>A file in memory that holds these bytes and is read from its beginning.</summary>
    internal static long FileOf(byte* bytes, nuint count)
    {
        const int CloseOnExec = 1;
        fixed (byte* name = "nuka"u8)
        {
            long file = SystemCalls.Call(Number.MemoryFile, (long)name, CloseOnExec);
            if (file < 0 || !SystemCalls.Write(file, bytes, count))
            {
                return -1;
            }

            const int FromStart = 0;
            return SystemCalls.Call(Number.Seek, file, 0, FromStart) == 0 ? file : -1;
        }
    }
}
