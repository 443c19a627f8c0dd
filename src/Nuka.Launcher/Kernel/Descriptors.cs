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

    /// <summary>
    /// Takes the numbers of standard streams that the caller closed, so that no file of ours gets one of them and is read or written as a
    /// standard stream. What stands there can be used as little as a closed one: input cannot be read, output cannot be written.
    /// </summary>
    internal static void FillStandardStreams()
    {
        const int GetFlags = 1;
        const int ReadOnly = 0;
        const int WriteOnly = 1;
        for (int number = 0; number <= 2; number++)
        {
            if (SystemCalls.Call(Number.FileControl, number, GetFlags, 0) < 0)
            {
                // The lowest free number is the one that was just found free.
                SystemCalls.Call(
                    Number.OpenAt, SystemCalls.CurrentDirectory, (long)Bytes.Of("/dev/null"u8), number == 0 ? WriteOnly : ReadOnly, 0);
            }
        }
    }

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
