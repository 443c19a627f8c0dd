using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>
/// What the supervisor outside and the first process inside say to each other: eight bytes a message (what, and a value), over a pair
/// of sequenced packet sockets. The end of one side is the end of the other.
/// </summary>
internal static unsafe class Channel
{
    /// <summary>Inside to outside: the first process runs; from here on no other root is tried.</summary>
    internal const uint Entered = 1;

    /// <summary>Inside to outside: the program runs.</summary>
    internal const uint Started = 2;

    /// <summary>Inside to outside: the program was stopped by this signal.</summary>
    internal const uint Stopped = 3;

    /// <summary>Inside to outside: the program's wait status; the last message.</summary>
    internal const uint Ended = 4;

    /// <summary>Inside to outside: nothing runs; the stage (<see cref="Stage"/>) in the upper, the error number in the lower 16 bits.</summary>
    internal const uint Failed = 5;

    /// <summary>From the child that mounts: this root cannot be had; as <see cref="Failed"/>, then the kernel's own words.</summary>
    internal const uint NoRoot = 6;

    /// <summary>Outside to inside: give the program this signal, unless it had it by itself.</summary>
    internal const uint Signal = 10;

    /// <summary>Outside to inside: we were continued; so shall the program.</summary>
    internal const uint Resume = 11;

    /// <summary>The longest message: eight bytes and the words behind them.</summary>
    internal const int Longest = 8 + 1024;

    internal static bool Open(int* ends)
    {
        const int Unix = 1;
        const int SequencedCloseOnExec = 5 | 0x80000;
        return SystemCalls.Call(Number.SocketPair, Unix, SequencedCloseOnExec, 0, (long)ends) == 0;
    }

    internal static void Send(long descriptor, uint kind, uint value)
    {
        uint* message = stackalloc uint[2];
        message[0] = kind;
        message[1] = value;
        SystemCalls.Call(Number.Write, descriptor, (long)message, 8);
    }

    internal static void SendFailure(long descriptor, uint kind, uint stage, long error, byte* words, nuint count)
    {
        byte* message = stackalloc byte[Longest];
        *(uint*)message = kind;
        *(uint*)(message + 4) = (stage << 16) | (ushort)-error;
        nuint taken = count < Longest - 8 ? count : Longest - 8;
        Memory.Copy(message + 8, words, taken);
        SystemCalls.Call(Number.Write, descriptor, (long)message, (long)(8 + taken));
    }

    /// <summary>Takes one message without waiting.</summary>
    /// <returns>Its length; 0 when the other side is gone; negative when there is none.</returns>
    internal static long Receive(long descriptor, byte* message)
    {
        const int DontWait = 0x40;
        return SystemCalls.Call(Number.ReceiveFrom, descriptor, (long)message, Longest, DontWait);
    }
}
