using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// The program that connects a sandbox's own network namespace with the internet (slirp4netns). It is ours, not the sandbox's: it ends when we do, since it
/// watches a pipe that only we hold.
/// </summary>
internal unsafe struct NetworkStack
{
    private const int WaitSeconds = 10;
    private const uint RequestLimit = 64;

    private byte* directory;
    private byte** requests;
    private long process;
    private long log;
    private int ready;
    private int exit;
    private bool failed;

    /// <summary>Begins to start it in a namespace; <see cref="Await"/> says when it is there.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="network">The network namespace.</param>
    internal bool Begin(Plan* plan, long network)
    {
        const int GetOwner = 0xB701; // NS_GET_USERNS of ioctl_ns(2): the namespace whose rights count for the network's
        Cursor cursor = plan->Network;
        byte* program = cursor.Text();
        byte* parent = cursor.Text();
        byte** arguments = cursor.List(Plan.ArgumentLimit, out _);
        requests = cursor.List(RequestLimit, out _);
        long owner = SystemCalls.Call(Number.Ioctl, network, GetOwner);
        log = Descriptors.FileOf(null, 0);
        directory = cursor.Bad || !cursor.AtEnd ? null : StartDirectory.Make(parent);
        if (directory == null || owner < 0 || log < 0)
        {
            return false;
        }

        StartDirectory.RemoveSocket(directory, "api"u8);
        int* readiness = stackalloc int[2];
        int* life = stackalloc int[2];
        bool hasPipes = SystemCalls.Call(Number.Pipe2, (long)readiness, SystemCalls.CloseOnExec) == 0
            && SystemCalls.Call(Number.Pipe2, (long)life, SystemCalls.CloseOnExec) == 0;
        long parentProcess = SystemCalls.Call(Number.GetPid);
        process = hasPipes ? SystemCalls.Call(Number.Clone, Signals.Child) : -1;
        if (process == 0)
        {
            Become(program, arguments, network, owner, readiness[1], life[0], parentProcess);
        }

        SystemCalls.Close(owner);
        SystemCalls.Close(readiness[1]);
        SystemCalls.Close(life[0]);
        ready = readiness[0];
        exit = life[1];
        return process > 0;
    }

    /// <summary>Waits until it is ready, or a signal is there to be read.</summary>
    /// <returns>1: it runs, and every port is published; 0: not yet; -1: it does not.</returns>
    internal int Await(long signals)
    {
        const short Readable = 1;
        ulong* entries = stackalloc ulong[2];
        entries[0] = (uint)ready | ((ulong)Readable << 32);
        entries[1] = (uint)signals | ((ulong)Readable << 32);
        long* time = stackalloc long[2];
        time[0] = WaitSeconds;
        time[1] = 0;
        if (SystemCalls.Call(Number.Ppoll, (long)entries, 2, (long)time, 0, 8) <= 0)
        {
            return -1;
        }

        if (entries[0] >> 48 == 0)
        {
            return 0;
        }

        byte mark;
        return SystemCalls.Call(Number.Read, ready, (long)&mark, 1) == 1 && Publish() ? 1 : -1;
    }

    /// <summary>Whether a process that ended was this one.</summary>
    internal bool IsEndOf(long ended)
    {
        bool was = process > 0 && ended == process;
        process = was ? 0 : process;
        return was;
    }

    /// <summary>What it said, for the person.</summary>
    internal int ReadWords(byte* words, int room)
    {
        long length = log > 0 ? SystemCalls.Call(Number.Pread, log, (long)words, room, 0) : 0;
        return length > 0 ? (int)length : 0;
    }

    /// <summary>Ends it.</summary>
    internal void Stop()
    {
        if (directory == null)
        {
            return;
        }

        SystemCalls.Close(exit);
        if (process > 0)
        {
            SystemCalls.Call(Number.Kill, process, Signals.Kill);
            SystemCalls.Call(Number.Wait4, process, 0, 0, 0);
        }

        StartDirectory.RemoveSocket(directory, "api"u8);
        StartDirectory.Remove(directory);
        directory = null;
    }

    private void Become(byte* program, byte** arguments, long network, long owner, int readiness, int life, long parent)
    {
        bool accompanied = Signals.EndWithParent(parent);
        // One above the other, from the highest on: what is still to be placed lies below.
        long place = SystemCalls.Open(directory, SystemCalls.DirectoryOnly | SystemCalls.PathOnly);
        long nothing = SystemCalls.Open(Bytes.Of("/dev/null"u8), 2);
        bool placed = accompanied
            && Descriptors.Place(place, Descriptors.FirstFile + 3)
            && Descriptors.Place(life, Descriptors.FirstFile + 2)
            && Descriptors.Place(readiness, Descriptors.FirstFile + 1)
            && Descriptors.Place(network, Descriptors.FirstFile)
            && Descriptors.Place(nothing, 0)
            && Descriptors.Place(nothing, 1)
            && Descriptors.Place(log, 2);
        if (placed)
        {
            Signals.Block(0);
            // There it has every right over the network namespace, and over nothing else.
            const int UserNamespace = 0x10000000;
            long result = SystemCalls.Call(Number.EnterNamespace, owner, UserNamespace);
            result = result < 0 ? result : SystemCalls.Call(Number.Execve, (long)program, (long)arguments, (long)Memory.TakeVector(0));
            Message text = default;
            text.AddText(program);
            text.Add(": "u8);
            text.AddError((int)-result);
            text.Add("\n"u8);
            text.Send(2);
        }

        SystemCalls.Exit(125);
    }

    /// <summary>Asks for each published port over its own socket, one connection a request (slirp4netns(1), "API socket").</summary>
    private bool Publish()
    {
        long place = *requests == null ? -1 : SystemCalls.Open(directory, SystemCalls.DirectoryOnly | SystemCalls.PathOnly);
        for (byte** request = requests; *request != null && !failed; request++)
        {
            failed = !Ask(place, *request);
        }

        SystemCalls.Close(place);
        return !failed;
    }

    private bool Ask(long place, byte* request)
    {
        const int Unix = 1;
        const int StreamCloseOnExec = 1 | 0x80000;
        const int NoMoreWriting = 1;
        const int AnswerLimit = 1024;
        // A socket's name holds 107 bytes, and a state directory may be anywhere: so it goes by the directory's descriptor.
        Message address = default;
        address.Add("\u0001\0/proc/self/fd/"u8);
        address.AddNumber(place);
        address.Add("/api\0"u8);
        long socket = SystemCalls.Call(Number.Socket, Unix, StreamCloseOnExec, 0);
        byte* answer = Memory.Take(AnswerLimit);
        bool asked = socket >= 0
            && SystemCalls.Call(Number.Connect, socket, (long)address.Text, address.Length) == 0
            && SystemCalls.Write(socket, request, Bytes.Length(request))
            && SystemCalls.Call(Number.Shutdown, socket, NoMoreWriting) == 0;
        long length = asked ? SystemCalls.ReadFull(socket, answer, AnswerLimit - 1) : 0;
        SystemCalls.Close(socket);
        bool done = length > 0 && Bytes.StartsWith(answer, "{\"return\""u8);
        if (!done)
        {
            SystemCalls.Write(log, request, Bytes.Length(request));
            SystemCalls.Write(log, Bytes.Of("\n"u8), 1);
            SystemCalls.Write(log, answer, length > 0 ? (nuint)length : 0);
        }

        return done;
    }
}
