using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// Starts bubblewrap on the first root that can be had, then stands in for the program outside: hands on signals, stops when it stops,
/// and ends as it ends. One thread; every signal is blocked and read from a descriptor.
/// </summary>
internal unsafe struct Supervisor
{
    /// <summary>What a quiet run returns when no root could be had: nothing of the program ran, and the full program may try and explain.</summary>
    internal const int NothingRan = -1;

    private const int WordsCapacity = 4096;
    private const int FromKernel = 0x80;

    private Plan* plan;
    private Caller* caller;
    private Terminal terminal;
    private BusProxy bus;
    private NetworkStack network;
    private long lease;
    private long startBlock;
    private long signals;
    private int control;
    private int errors;
    private long child;
    private bool childDone;
    private bool entered;
    private bool started;
    private bool ended;
    private int status;
    private int interruptedBy;
    private bool noRoot;
    private bool quiet;
    private uint failure;
    private byte* words;
    private int wordsLength;

    /// <summary>Runs the plan and returns the exit code; does not return when the program died by a signal.</summary>
    internal static int Run(Plan* plan, Caller* caller, long lease, byte** command, byte** environment, bool quiet)
    {
        Supervisor self = default;
        self.quiet = quiet;
        self.plan = plan;
        self.caller = caller;
        self.lease = lease;
        self.words = Memory.Take(WordsCapacity);
        Signals.SetDisposition(Signals.Child, ignore: false);
        self.terminal.Remember();
        self.signals = Signals.Descriptor();
        self.startBlock = StartBlock.Write(plan, caller, command, environment);
        if (self.signals < 0 || self.startBlock < 0)
        {
            Report.CannotBuild(0, null, 0);
            return 125;
        }

        int code = self.bus.Start(plan) ? self.TryRoots() : Report.NoBus();
        self.bus.Stop();
        self.network.Stop();
        return code;
    }

    private int TryRoots()
    {
        for (uint i = 0; i < plan->RootCount; i++)
        {
            noRoot = false;
            childDone = false;
            if (!Start(&plan->Roots[i]))
            {
                return 125;
            }

            Watch();
            if (interruptedBy != 0)
            {
                Die(interruptedBy);
            }

            // Nothing of the program has run as long as nobody entered: the next root is still open.
            if (entered || (noRoot && !Stage.IsOfTheMachine(failure >> 16, (int)(failure & 0xFFFF))))
            {
                break;
            }
        }

        return Finish();
    }

    private bool Start(RootChoice* choice)
    {
        int* ends = stackalloc int[2];
        int* pipe = stackalloc int[2];
        if (!Channel.Open(ends) || SystemCalls.Call(Number.Pipe2, (long)pipe, SystemCalls.CloseOnExec) != 0)
        {
            Report.CannotBuild(0, null, 0);
            return false;
        }

        long parent = SystemCalls.Call(Number.GetPid);
        const int ChildSignal = Signals.Child;
        child = SystemCalls.Call(Number.Clone, ChildSignal);
        if (child == 0)
        {
            Bubblewrap.Become(plan, choice, bus.Directory, parent, ends[1], pipe[1], startBlock, lease);
        }

        SystemCalls.Close(ends[1]);
        SystemCalls.Close(pipe[1]);
        control = ends[0];
        errors = pipe[0];
        if (child < 0)
        {
            Report.CannotBuild(0, null, 0);
            return false;
        }

        return true;
    }

    private void Watch()
    {
        const short Readable = 1;
        ulong* entries = stackalloc ulong[3];
        while (!childDone)
        {
            entries[0] = (uint)signals | ((ulong)Readable << 32);
            entries[1] = (uint)control | ((ulong)Readable << 32);
            entries[2] = (uint)errors | ((ulong)Readable << 32);
            SystemCalls.Call(Number.Ppoll, (long)entries, 3, 0, 0, 8);
            if (entries[2] >> 48 != 0)
            {
                ReadWords();
            }

            if (entries[1] >> 48 != 0)
            {
                ReadControl();
            }

            if ((entries[0] >> 48) != 0)
            {
                ReadSignals();
            }
        }

        ReadWords();
        ReadControl();
        CloseSide(ref control);
        CloseSide(ref errors);
    }

    /// <summary>A closed end is -1, which ppoll(2) passes over.</summary>
    private static void CloseSide(ref int descriptor)
    {
        if (descriptor >= 0)
        {
            SystemCalls.Close(descriptor);
            descriptor = -1;
        }
    }

    private void ReadWords()
    {
        byte* buffer = stackalloc byte[1024];
        const short Readable = 1;
        while (errors >= 0)
        {
            ulong entry = (uint)errors | ((ulong)Readable << 32);
            long* noTime = stackalloc long[2];
            noTime[0] = 0;
            noTime[1] = 0;
            if (SystemCalls.Call(Number.Ppoll, (long)&entry, 1, (long)noTime, 0, 8) <= 0)
            {
                return;
            }

            long length = SystemCalls.Call(Number.Read, errors, (long)buffer, 1024);
            if (length <= 0)
            {
                CloseSide(ref errors);
                return;
            }

            int room = WordsCapacity - wordsLength;
            int taken = length < room ? (int)length : room;
            Memory.Copy(words + wordsLength, buffer, (nuint)taken);
            wordsLength += taken;
        }
    }

    private void ReadControl()
    {
        byte* message = stackalloc byte[Channel.Longest];
        while (control >= 0)
        {
            long length = Channel.Receive(control, message, out long passed);
            if (length == 0)
            {
                CloseSide(ref control);
                return;
            }

            if (length < 8)
            {
                return;
            }

            if (*(uint*)message == Channel.Network)
            {
                StartNetwork(passed);
                continue;
            }

            Handle(*(uint*)message, *(uint*)(message + 4), message + 8, (nuint)(length - 8));
        }
    }

    /// <summary>Connects the network namespace of the sandbox; if that cannot be, everything inside ends.</summary>
    private void StartNetwork(long space)
    {
        int state = network.Begin(plan, space) ? 0 : -1;
        SystemCalls.Close(space);
        while (state == 0 && interruptedBy == 0 && !childDone)
        {
            state = network.Await(signals);
            ReadSignals();
        }

        if (state > 0)
        {
            Channel.Send(control, Channel.NetworkReady, 0);
        }
        else if (interruptedBy == 0)
        {
            failure = Stage.Network << 16;
            wordsLength += network.ReadWords(words + wordsLength, WordsCapacity - wordsLength);
            SystemCalls.Call(Number.Kill, child, Signals.Kill);
        }
    }

    private void Handle(uint kind, uint value, byte* text, nuint textLength)
    {
        switch (kind)
        {
            case Channel.Entered:
                entered = true;
                break;
            case Channel.Started:
                started = true;
                break;
            case Channel.Stopped:
                Signals.Suffer((int)value);
                break;
            case Channel.Ended:
                ended = true;
                status = (int)value;
                break;
            case Channel.Failed:
            case Channel.NoRoot:
                noRoot = kind == Channel.NoRoot;
                failure = value;
                nuint room = (nuint)(WordsCapacity - wordsLength);
                textLength = textLength < room ? textLength : room;
                Memory.Copy(words + wordsLength, text, textLength);
                wordsLength += (int)textLength;
                break;
        }
    }

    private void ReadSignals()
    {
        Signals.Arrival arrival;
        while (Signals.Next(signals, &arrival))
        {
            int signal = (int)arrival.Signal;
            if (signal == Signals.Child)
            {
                Reap();
            }
            else if (signal == Signals.Continue)
            {
                Channel.Send(control, Channel.Resume, 0);
            }
            else if (!started)
            {
                Interrupt(signal);
            }
            else if (arrival.Code != FromKernel)
            {
                // The kernel sends to the whole foreground group, and the program is in it; what a person sends comes to us alone.
                Channel.Send(control, Channel.Signal, (uint)signal);
            }
        }
    }

    /// <summary>Before the program runs, a signal that would end us ends the sandbox that is being built.</summary>
    private void Interrupt(int signal)
    {
        bool ends = signal is Signals.Hangup or Signals.Interrupt or Signals.Quit or Signals.Terminate;
        if (ends && (caller->Ignored & Signals.BitOf(signal)) == 0)
        {
            interruptedBy = signal;
            SystemCalls.Call(Number.Kill, child, Signals.Kill);
        }
    }

    private void Reap()
    {
        const int NoHang = 1;
        int result = 0;
        while (true)
        {
            long pid = SystemCalls.Call(Number.Wait4, -1, (long)&result, NoHang, 0);
            if (pid <= 0)
            {
                return;
            }

            childDone |= pid == child;
            if (network.IsEndOf(pid) && started)
            {
                Report.NetworkEnded();
            }
        }
    }

    private int Finish()
    {
        terminal.Restore();
        if (!entered && quiet)
        {
            SystemCalls.Close(signals);
            return NothingRan;
        }

        if (!ended)
        {
            return entered && failure == 0 ? Report.Vanished() : Report.CannotBuild(failure, words, (nuint)wordsLength);
        }

        Report.Created(plan);
        int signal = status & 0x7F;
        if (signal != 0)
        {
            Die(signal);
        }

        return (status >> 8) & 0xFF;
    }

    /// <summary>Dies by the signal that the program died by, without a core of our own.</summary>
    private void Die(int signal)
    {
        const int CoreSize = 4;
        ulong* none = stackalloc ulong[2];
        none[0] = 0;
        none[1] = 0;
        terminal.Restore();
        bus.Stop();
        network.Stop();
        SystemCalls.Call(Number.LimitOfProcess, 0, CoreSize, (long)none, 0);
        Signals.Suffer(signal);
        SystemCalls.Exit(128 + signal);
    }
}
