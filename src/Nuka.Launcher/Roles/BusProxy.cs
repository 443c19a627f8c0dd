using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// The filter between the program and the buses of the desktop, in a sandbox of its own. Its sockets lie in a directory of this start; it ends
/// when the launcher does, since it watches a pipe that only the launcher holds.
/// </summary>
internal unsafe struct BusProxy
{
    private byte* directory;
    private long process;
    private long ready;

    /// <summary>The directory of the sockets, or null when the plan has no bus.</summary>
    internal byte* Directory => directory;

    /// <summary>Starts the filter and waits until its sockets are there.</summary>
    /// <returns>Whether there is nothing to start, or it runs.</returns>
    internal bool Start(Plan* plan)
    {
        Cursor cursor = plan->Buses;
        if (cursor.AtEnd)
        {
            return true;
        }

        byte* parent = cursor.Text();
        byte** arguments = cursor.List(Plan.ArgumentLimit, out _);
        byte* identity = cursor.Data(out uint identityLength);
        return !cursor.Bad && cursor.AtEnd && MakeDirectory(parent) && Launch(plan, arguments, identity, identityLength) && WaitUntilReady();
    }

    /// <summary>Ends the filter and removes its directory.</summary>
    internal void Stop()
    {
        if (directory == null)
        {
            return;
        }

        if (process > 0)
        {
            SystemCalls.Close(ready);
            SystemCalls.Call(Number.Kill, process, Signals.Kill);
            SystemCalls.Call(Number.Wait4, process, 0, 0, 0);
        }

        StartDirectory.RemoveSocket(directory, "session"u8);
        StartDirectory.RemoveSocket(directory, "system"u8);
        StartDirectory.Remove(directory);
        directory = null;
    }

    /// <summary>The arguments, where one that begins with the byte 1 and <c>bus</c> names a place in the directory of this start.</summary>
    internal static byte** Substitute(byte** arguments, byte* directory)
    {
        uint count = 0;
        while (arguments[count] != null)
        {
            count++;
        }

        byte** result = Memory.TakeVector(count);
        for (uint i = 0; i < count; i++)
        {
            const int MarkLength = 4;
            bool isMarked = arguments[i][0] == 1 && Bytes.StartsWith(arguments[i] + 1, "bus"u8);
            result[i] = isMarked ? Append(directory, arguments[i] + MarkLength) : arguments[i];
        }

        return result;
    }

    private static byte* Append(byte* directory, byte* rest) =>
        *rest == 0 ? directory : Bytes.Join(directory, rest + 1);

    private bool MakeDirectory(byte* parent)
    {
        directory = StartDirectory.Make(parent);
        if (directory == null)
        {
            return false;
        }

        StartDirectory.RemoveSocket(directory, "session"u8);
        StartDirectory.RemoveSocket(directory, "system"u8);
        return true;
    }

    private bool Launch(Plan* plan, byte** arguments, byte* identity, uint identityLength)
    {
        int* pipe = stackalloc int[2];
        if (SystemCalls.Call(Number.Pipe2, (long)pipe, SystemCalls.CloseOnExec) != 0)
        {
            return false;
        }

        long parent = SystemCalls.Call(Number.GetPid);
        process = SystemCalls.Call(Number.Clone, Signals.Child);
        if (process == 0)
        {
            bool accompanied = Signals.EndWithParent(parent);
            long file = Descriptors.FileOf(identity, identityLength);
            bool placed = accompanied
                && file >= 0
                && Descriptors.Place(file, Descriptors.FirstFile)
                && Descriptors.Place(pipe[1], Descriptors.FirstFile + 1);
            if (placed)
            {
                byte** none = Memory.TakeVector(0);
                byte** own = Substitute(arguments, directory);
                SystemCalls.Call(Number.Execve, (long)plan->Bubblewrap, (long)own, (long)none);
            }

            SystemCalls.Exit(125);
        }

        SystemCalls.Close(pipe[1]);
        ready = pipe[0];
        return process > 0;
    }

    /// <summary>The filter writes one byte when its sockets are there; without it, the pipe ends.</summary>
    private bool WaitUntilReady()
    {
        const short Readable = 1;
        const long Seconds = 20;
        ulong entry = (uint)ready | ((ulong)Readable << 32);
        long* time = stackalloc long[2];
        time[0] = Seconds;
        time[1] = 0;
        byte mark;
        return SystemCalls.Call(Number.Ppoll, (long)&entry, 1, (long)time, 0, 8) == 1
            && SystemCalls.Call(Number.Read, ready, (long)&mark, 1) == 1;
    }
}
