using System.Runtime;
using System.Runtime.CompilerServices;

namespace Nuka.Launcher.Kernel;

/// <summary>Memory that is asked for and never given back: a start needs little of it and ends soon.</summary>
internal static unsafe class Memory
{
    private const nuint BlockBytes = 1 << 18;

    private static byte* next;
    private static nuint left;

    /// <summary>Zeroed memory, aligned to 16 bytes; the process ends when there is none.</summary>
    internal static byte* Take(nuint count)
    {
        nuint size = (count + 15) & ~(nuint)15;
        if (size < count)
        {
            SystemCalls.Trap();
        }

        if (size > left)
        {
            nuint block = size > BlockBytes ? (size + 4095) & ~(nuint)4095 : BlockBytes;
            byte* fresh = SystemCalls.MapAnonymous(block);
            if (size >= BlockBytes)
            {
                return fresh;
            }

            next = fresh;
            left = block;
        }

        byte* taken = next;
        next += size;
        left -= size;
        return taken;
    }

    /// <summary>Room for <paramref name="count"/> pointers and the null that ends a vector.</summary>
    internal static byte** TakeVector(uint count) => (byte**)Take(((nuint)count + 1) * 8);

    [RuntimeImport("*", "memcpy")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* Copy(byte* to, byte* from, nuint count);

    [RuntimeImport("*", "memset")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern byte* Fill(byte* to, int value, nuint count);
}
