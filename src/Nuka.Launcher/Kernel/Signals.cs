namespace Nuka.Launcher.Kernel;

/// <summary>Signals: blocked all the time and read from a descriptor, so that no code of ours runs in a handler.</summary>
internal static unsafe class Signals
{
    internal const int Hangup = 1;
    internal const int Interrupt = 2;
    internal const int Quit = 3;
    internal const int Abort = 6;
    internal const int Kill = 9;
    internal const int Pipe = 13;
    internal const int Terminate = 15;
    internal const int Child = 17;
    internal const int Continue = 18;
    internal const int Stop = 19;
    internal const int TerminalStop = 20;
    internal const int TerminalInput = 21;
    internal const int TerminalOutput = 22;
    internal const int Last = 64;

    internal const ulong All = 0xFFFFFFFFFFFFFFFF;

    private const int SetMask = 2;

    /// <summary>One record of signalfd(2), 128 bytes.</summary>
    internal struct Arrival
    {
        internal uint Signal;
        internal int Error;
        internal int Code;
        internal uint Sender;
        private fixed byte rest[112];
    }

    internal static ulong BitOf(int signal) => 1UL << (signal - 1);

    /// <summary>Sets the mask of blocked signals.</summary>
    /// <returns>The mask before.</returns>
    internal static ulong Block(ulong mask)
    {
        ulong before = 0;
        SystemCalls.Call(Number.SignalMask, SetMask, (long)&mask, (long)&before, 8);
        return before;
    }

    /// <summary>Kills this process when its parent ends.</summary>
    /// <param name="parent">The parent's number.</param>
    /// <returns>False if it had ended before: nothing will kill this process then, so it has to end by itself.</returns>
    internal static bool EndWithParent(long parent)
    {
        const int ParentDeathSignal = 1;
        SystemCalls.Call(Number.Prctl, ParentDeathSignal, Kill);
        return SystemCalls.Call(Number.GetParentPid) == parent;
    }

    internal static long Descriptor()
    {
        const int NonBlockingCloseOnExec = 0x80800;
        ulong mask = All;
        return SystemCalls.Call(Number.SignalDescriptor, -1, (long)&mask, 8, NonBlockingCloseOnExec);
    }

    /// <summary>Reads the next signal that arrived.</summary>
    /// <returns>Whether there was one.</returns>
    internal static bool Next(long descriptor, Arrival* arrival) =>
        SystemCalls.Call(Number.Read, descriptor, (long)arrival, sizeof(Arrival)) == sizeof(Arrival);

    /// <summary>Which signals are ignored now, one bit each.</summary>
    internal static ulong Ignored()
    {
        ulong ignored = 0;
        long* action = stackalloc long[4];
        for (int signal = 1; signal <= Last; signal++)
        {
            if (SystemCalls.Call(Number.SignalAction, signal, 0, (long)action, 8) == 0 && action[0] == 1)
            {
                ignored |= BitOf(signal);
            }
        }

        return ignored;
    }

    internal static void SetDisposition(int signal, bool ignore)
    {
        long* action = stackalloc long[4];
        action[0] = ignore ? 1 : 0;
        action[1] = 0;
        action[2] = 0;
        action[3] = 0;
        SystemCalls.Call(Number.SignalAction, signal, (long)action, 0, 8);
    }

    /// <summary>Restores what the caller had: these are ignored, all others do what they do by default.</summary>
    internal static void RestoreDispositions(ulong ignored)
    {
        for (int signal = 1; signal <= Last; signal++)
        {
            SetDisposition(signal, (ignored & BitOf(signal)) != 0);
        }
    }

    /// <summary>Lets one signal act on this process as it does by default, then blocks everything again: it stops, or never returns.</summary>
    internal static void Suffer(int signal)
    {
        SetDisposition(signal, ignore: false);
        SystemCalls.Call(Number.Kill, SystemCalls.Call(Number.GetPid), signal);
        Block(All & ~BitOf(signal));
        Block(All);
    }
}
