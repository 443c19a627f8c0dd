using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Sandbox.Launching;

/// <summary>
/// A program as a child of the calling thread, with nothing to read and two pipes to write to. .NET's own way to start one brings threads, sockets and
/// encodings with it, which cost a first start more than the sandbox does. Whoever starts it ends it, on the same thread: the kernel takes the end of the
/// thread that started a child for the end of its parent (prctl(2), PR_SET_PDEATHSIG).
/// </summary>
internal sealed unsafe partial class ChildProgram : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Kill9 = 9;
    private const short Readable = 1;

    /// <summary>Larger than any C library's own attributes, actions and sets of signals.</summary>
    private const int OpaqueBytes = 1024;

    private readonly int id;
    private readonly SafeFileHandle output;
    private readonly SafeFileHandle errors;
    private int? status;

    private ChildProgram(int id, SafeFileHandle output, SafeFileHandle errors)
    {
        this.id = id;
        this.output = output;
        this.errors = errors;
    }

    /// <summary>Starts a program, with this process's own environment and with all signals as a program expects them.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, its own name first.</param>
    /// <exception cref="FileError">It cannot be started.</exception>
    internal static ChildProgram Start(string program, IReadOnlyList<string> arguments)
    {
        (SafeFileHandle output, SafeFileHandle outputEnd) = Pipe();
        (SafeFileHandle errors, SafeFileHandle errorsEnd) = Pipe();
        using (outputEnd)
        using (errorsEnd)
        {
            byte** vector = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Count + 1, (nuint)sizeof(byte*));
            byte* path = (byte*)Marshal.StringToCoTaskMemUTF8(program);
            try
            {
                for (int i = 0; i < arguments.Count; i++)
                {
                    vector[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
                }

                int error = Spawn(out int id, path, vector, (int)outputEnd.DangerousGetHandle(), (int)errorsEnd.DangerousGetHandle());
                return error == 0 ? new ChildProgram(id, output, errors) : throw new FileError("start", program, error);
            }
            catch (FileError)
            {
                output.Dispose();
                errors.Dispose();
                throw;
            }
            finally
            {
                for (int i = 0; i < arguments.Count; i++)
                {
                    Marshal.FreeCoTaskMem((nint)vector[i]);
                }

                Marshal.FreeCoTaskMem((nint)path);
                NativeMemory.Free(vector);
            }
        }
    }

    /// <summary>Waits until something can be read.</summary>
    /// <param name="wantsOutput">Whether its output is listened to.</param>
    /// <param name="wantsErrors">Whether its errors are listened to.</param>
    /// <param name="milliseconds">How long at most.</param>
    /// <returns>What can be read without a wait, or is at its end.</returns>
    internal (bool Output, bool Errors) Wait(bool wantsOutput, bool wantsErrors, int milliseconds)
    {
        ulong* entries = stackalloc ulong[2];
        entries[0] = Entry(output, wantsOutput);
        entries[1] = Entry(errors, wantsErrors);
        return Poll(entries, 2, milliseconds) > 0 ? (entries[0] >> 48 != 0, entries[1] >> 48 != 0) : (false, false);
    }

    /// <summary>Reads what its output has.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    internal int ReadOutput(Span<byte> buffer) => Read(output, buffer);

    /// <summary>Reads what its errors have.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    internal int ReadErrors(Span<byte> buffer) => Read(errors, buffer);

    /// <summary>Kills it, if it runs.</summary>
    internal void Kill()
    {
        if (status is null)
        {
            _ = Send(id, Kill9); // if it has just ended, that is as well
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code; 128 and the signal's number when it died by one.</returns>
    internal int AwaitEnd()
    {
        while (status is null)
        {
            int raw = 0;
            if (WaitFor(id, &raw, 0) == id)
            {
                status = (raw & 0x7F) == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F);
            }
            else if (Marshal.GetLastPInvokeError() != ErrorNumbers.Interrupted)
            {
                status = 125; // somebody else has waited for it: how it ended is not known
            }
        }

        return status.Value;
    }

    /// <summary>Ends it, if it runs.</summary>
    public void Dispose()
    {
        Kill();
        AwaitEnd();
        output.Dispose();
        errors.Dispose();
    }

    private static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        int* ends = stackalloc int[2];
        return MakePipe(ends, CloseOnExec) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw new FileError("pipe", "pipe", Marshal.GetLastPInvokeError());
    }

    private static int Spawn(out int id, byte* path, byte** arguments, int outputEnd, int errorsEnd)
    {
        const short DefaultSignals = 4;
        const short SignalMask = 8;
        byte* opaque = stackalloc byte[OpaqueBytes * 3];
        byte* actions = opaque;
        byte* attributes = opaque + OpaqueBytes;
        byte* set = opaque + (OpaqueBytes * 2);
        int failed = InitializeActions(actions) | InitializeAttributes(attributes);
        fixed (byte* nothing = "/dev/null\0"u8)
        {
            failed |= AddOpen(actions, 0, nothing, 0, 0) | AddDuplicate(actions, outputEnd, 1) | AddDuplicate(actions, errorsEnd, 2);

            // The runtime ignores SIGPIPE, and a started program would inherit that.
            failed |= FillSet(set) | SetDefaultSignals(attributes, set);
            failed |= EmptySet(set) | SetSignalMask(attributes, set) | SetFlags(attributes, DefaultSignals | SignalMask);
            byte** environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
            id = 0;
            int error = failed != 0 ? ErrorNumbers.NoMemory : PosixSpawn(out id, path, actions, attributes, arguments, environment);
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
            return error;
        }
    }

    private static ulong Entry(SafeFileHandle file, bool isWanted) =>
        isWanted ? (uint)(int)file.DangerousGetHandle() | ((ulong)(ushort)Readable << 32) : uint.MaxValue; // -1 is passed over

    private static int Read(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* at = buffer)
        {
            nint read;
            do
            {
                read = ReadFrom((int)file.DangerousGetHandle(), at, (nuint)buffer.Length);
            }
            while (read < 0 && Marshal.GetLastPInvokeError() == ErrorNumbers.Interrupted);
            return read < 0 ? 0 : (int)read;
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int PosixSpawn(out int id, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    private static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int descriptor, int place);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(byte* attributes, byte* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(byte* attributes, byte* set);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSet(byte* set);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySet(byte* set);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int MakePipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ulong* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFrom(int descriptor, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int id, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int id, int* status, int options);
}
