using System.Runtime;
using System.Runtime.CompilerServices;

namespace Nuka.Launcher.Kernel;

/// <summary>The way into the kernel. A result from -4095 to -1 is an error number, negated.</summary>
internal static unsafe class SystemCalls
{
    internal static long Call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0) =>
        Enter(number, a, b, c, d, e, f);

    /// <summary>Ends the process as a fault of our own: a state that cannot be.</summary>
    internal static void Trap()
    {
        Call(Number.Kill, Call(Number.GetPid), 6);
        Exit(125);
    }

    internal static void Exit(int code)
    {
        while (true)
        {
            Call(Number.ExitGroup, code);
        }
    }

    internal static byte* MapAnonymous(nuint count)
    {
        const int ReadWrite = 3;
        const int PrivateAnonymous = 0x22;
        long result = Call(Number.Mmap, 0, (long)count, ReadWrite, PrivateAnonymous, -1, 0);
        if (result < 0 && result > -4096)
        {
            Trap();
        }

        return (byte*)result;
    }

    internal static long Open(byte* path, int flags, int directory = CurrentDirectory) =>
        Call(Number.OpenAt, directory, (long)path, flags | CloseOnExec, 0);

    internal static void Close(long descriptor) => Call(Number.Close, descriptor);

    /// <summary>Writes all of it, or as much as the other side takes.</summary>
    /// <returns>Whether everything was written.</returns>
    internal static bool Write(long descriptor, byte* data, nuint count)
    {
        while (count > 0)
        {
            long done = Call(Number.Write, descriptor, (long)data, (long)count);
            if (done == -Error.Interrupted)
            {
                continue;
            }

            if (done <= 0)
            {
                return false;
            }

            data += done;
            count -= (nuint)done;
        }

        return true;
    }

    /// <summary>Reads until the end or until <paramref name="count"/> bytes are there.</summary>
    /// <returns>The bytes read, or a negative error number.</returns>
    internal static long ReadFull(long descriptor, byte* data, nuint count)
    {
        nuint have = 0;
        while (have < count)
        {
            long done = Call(Number.Read, descriptor, (long)(data + have), (long)(count - have));
            if (done == -Error.Interrupted)
            {
                continue;
            }

            if (done < 0)
            {
                return done;
            }

            if (done == 0)
            {
                break;
            }

            have += (nuint)done;
        }

        return (long)have;
    }

    internal const int CurrentDirectory = -100;
    internal const int CloseOnExec = 0x80000;
    internal const int DirectoryOnly = 0x10000;
    internal const int NoFollow = 0x20000;
    internal const int PathOnly = 0x200000;

    [RuntimeImport("*", "nuka_system_call")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long Enter(long number, long a, long b, long c, long d, long e, long f);
}
