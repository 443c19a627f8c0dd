using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// Process 1 inside: starts the program, reaps whoever is left behind, hands on signals, and ends when the program or the supervisor
/// does; with it ends every process of the sandbox.
/// </summary>
internal unsafe struct FirstProcess
{
    private long signals;
    private long program;
    private bool programStopped;
    private ulong seen;

    internal static void Run()
    {
        const int Dumpable = 4;
        SystemCalls.Call(Number.Prctl, Dumpable, 0); // nobody inside may trace it or read its memory
        Signals.Block(Signals.All);
        Descriptors.Place(Descriptors.Errors, 2);
        SystemCalls.Close(Descriptors.Errors);
        Channel.Send(Descriptors.Control, Channel.Entered, 0);
        Inner inner = default;
        if (!inner.Load(Descriptors.Start))
        {
            Fail(Stage.StartBlock, -Error.Invalid, null, 0);
        }

        SystemCalls.Close(Descriptors.Start);
        FirstProcess self = default;
        self.signals = Signals.Descriptor();
        if (inner.WaitsForNetwork)
        {
            AwaitNetwork();
        }

        self.StartProgram(&inner);
        self.Serve();
    }

    private static void Fail(uint stage, long error, byte* words, nuint count)
    {
        Channel.SendFailure(Descriptors.Control, Channel.Failed, stage, error, words, count);
        SystemCalls.Exit(125);
    }

    /// <summary>Hands our network namespace out, and waits until somebody has connected it.</summary>
    private static void AwaitNetwork()
    {
        long network = SystemCalls.Open(Bytes.Of("/proc/self/ns/net"u8), 0);
        if (network < 0 || !Channel.SendDescriptor(Descriptors.Control, Channel.Network, network))
        {
            Fail(Stage.Network, network < 0 ? network : -Error.Invalid, null, 0);
        }

        SystemCalls.Close(network);
        const short Readable = 1;
        byte* message = stackalloc byte[Channel.Longest];
        long length;
        do
        {
            ulong entry = (uint)Descriptors.Control | ((ulong)Readable << 32);
            SystemCalls.Call(Number.Ppoll, (long)&entry, 1, 0, 0, 8);
            length = Channel.Receive(Descriptors.Control, message, out _);
            if (length == 0)
            {
                SystemCalls.Exit(0); // the supervisor is gone
            }
        }
        while (length < 8 || *(uint*)message != Channel.NetworkReady);
    }

    /// <summary>Forks the program and waits for its execve: a pipe that ends there says so, or brings the failure.</summary>
    private void StartProgram(Inner* inner)
    {
        int* pipe = stackalloc int[2];
        if (SystemCalls.Call(Number.Pipe2, (long)pipe, SystemCalls.CloseOnExec) != 0)
        {
            Fail(Stage.Fork, -Error.NoSpace, null, 0);
        }

        program = SystemCalls.Call(Number.Clone, Signals.Child);
        if (program == 0)
        {
            ProgramProcess.Become(inner, pipe[1]);
        }

        if (program < 0)
        {
            Fail(Stage.Fork, program, null, 0);
        }

        SystemCalls.Close(pipe[1]);
        byte* message = stackalloc byte[Channel.Longest];
        long length = SystemCalls.ReadFull(pipe[0], message, Channel.Longest);
        SystemCalls.Close(pipe[0]);
        if (length >= 8)
        {
            SystemCalls.Write(Descriptors.Control, message, (nuint)length);
            SystemCalls.Exit(125);
        }

        Channel.Send(Descriptors.Control, Channel.Started, 0);
    }

    private void Serve()
    {
        const short Readable = 1;
        ulong* entries = stackalloc ulong[2];
        while (true)
        {
            entries[0] = (uint)signals | ((ulong)Readable << 32);
            entries[1] = (uint)Descriptors.Control | ((ulong)Readable << 32);
            SystemCalls.Call(Number.Ppoll, (long)entries, 2, 0, 0, 8);
            ReadSignals();
            ReadControl();
        }
    }

    private void ReadSignals()
    {
        Signals.Arrival arrival;
        while (Signals.Next(signals, &arrival))
        {
            if (arrival.Signal == Signals.Child)
            {
                Reap();
            }
            else if (arrival.Sender == 0 && arrival.Code <= 0)
            {
                // A person outside sent it to the whole process group, so the program had it too: remembered until the supervisor says so.
                seen |= Signals.BitOf((int)arrival.Signal);
            }
        }
    }

    private void Reap()
    {
        const int NoHangStoppedContinued = 1 | 2 | 8;
        int status = 0;
        while (true)
        {
            long pid = SystemCalls.Call(Number.Wait4, -1, (long)&status, NoHangStoppedContinued, 0);
            if (pid <= 0)
            {
                return;
            }

            if (pid == program)
            {
                Tell(status);
            }
        }
    }

    private void Tell(int status)
    {
        const int ContinuedStatus = 0xFFFF;
        if (status == ContinuedStatus)
        {
            programStopped = false;
        }
        else if ((status & 0xFF) == 0x7F)
        {
            programStopped = true;
            Channel.Send(Descriptors.Control, Channel.Stopped, (uint)(status >> 8) & 0xFF);
        }
        else
        {
            Channel.Send(Descriptors.Control, Channel.Ended, (uint)status);
            SystemCalls.Exit(0);
        }
    }

    private void ReadControl()
    {
        byte* message = stackalloc byte[Channel.Longest];
        while (true)
        {
            long length = Channel.Receive(Descriptors.Control, message, out _);
            if (length == 0)
            {
                SystemCalls.Exit(0); // the supervisor is gone
            }

            if (length < 8)
            {
                return;
            }

            uint kind = *(uint*)message;
            if (kind == Channel.Signal)
            {
                HandOn(*(int*)(message + 4));
            }
            else if (kind == Channel.Resume)
            {
                Resume();
            }
        }
    }

    /// <summary>Gives the program a signal that the supervisor got, unless it came to the whole group and so to the program itself.</summary>
    private void HandOn(int signal)
    {
        bool inCallersGroup = SystemCalls.Call(Number.GetProcessGroup, program) == 0; // a group from outside has no number here
        if (inCallersGroup)
        {
            Settle();
            if ((seen & Signals.BitOf(signal)) != 0)
            {
                seen &= ~Signals.BitOf(signal);
                return;
            }
        }

        SystemCalls.Call(Number.Kill, program, signal);
    }

    private void Resume()
    {
        Settle();
        if (programStopped)
        {
            long group = SystemCalls.Call(Number.GetProcessGroup, program);
            SystemCalls.Call(Number.Kill, group > 0 ? -group : program, Signals.Continue);
        }
    }

    /// <summary>Waits until the kernel is through with everyone in a group: it signals one process after the other.</summary>
    private void Settle()
    {
        const long Nanoseconds = 5_000_000;
        long* time = stackalloc long[2];
        time[0] = 0;
        time[1] = Nanoseconds;
        SystemCalls.Call(Number.Ppoll, 0, 0, (long)time, 0, 8);
        ReadSignals();
    }
}
