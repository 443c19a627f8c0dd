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

    /// <summary>Inside to outside: our network namespace, as a descriptor; the program waits for <see cref="NetworkReady"/>.</summary>
    internal const uint Network = 7;

    /// <summary>Outside to inside: the network is there.</summary>
    internal const uint NetworkReady = 12;

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

    /// <summary>Sends a message with a descriptor.</summary>
    internal static bool SendDescriptor(long channel, uint kind, long descriptor)
    {
        uint* message = stackalloc uint[2];
        message[0] = kind;
        message[1] = 0;
        ulong* control = stackalloc ulong[3];
        control[0] = ControlBytes;
        control[1] = OfSockets | (Rights << 32);
        control[2] = (ulong)descriptor;
        ulong* part = stackalloc ulong[2];
        ulong* header = stackalloc ulong[7];
        Fill(header, part, (byte*)message, 8, control);
        return SystemCalls.Call(Number.SendMessage, channel, (long)header, 0) == 8;
    }

    /// <summary>Takes one message without waiting.</summary>
    /// <param name="descriptor">The channel.</param>
    /// <param name="message">Where to.</param>
    /// <param name="passed">The descriptor that came with it, or -1.</param>
    /// <returns>Its length; 0 when the other side is gone; negative when there is none.</returns>
    internal static long Receive(long descriptor, byte* message, out long passed)
    {
        const int DontWaitCloseOnExec = 0x40 | 0x40000000;
        ulong* control = stackalloc ulong[3];
        control[0] = 0;
        ulong* part = stackalloc ulong[2];
        ulong* header = stackalloc ulong[7];
        Fill(header, part, message, Longest, control);
        long length = SystemCalls.Call(Number.ReceiveMessage, descriptor, (long)header, DontWaitCloseOnExec);
        bool has = length > 0 && header[5] >= ControlBytes && control[1] == (OfSockets | (Rights << 32));
        passed = has ? (int)control[2] : -1;
        return length;
    }

    // struct cmsghdr with one descriptor, and struct msghdr, as recvmsg(2) has them on 64-bit machines.
    private const ulong ControlBytes = 20;
    private const ulong OfSockets = 1;
    private const ulong Rights = 1;

    private static void Fill(ulong* header, ulong* part, byte* data, ulong count, ulong* control)
    {
        part[0] = (ulong)data;
        part[1] = count;
        header[0] = 0;
        header[1] = 0;
        header[2] = (ulong)part;
        header[3] = 1;
        header[4] = (ulong)control;
        header[5] = 24;
        header[6] = 0;
    }
}
