using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Nuka.Bench.Exec;

/// <summary>Runs a program by posix_spawn(3) and wait4(2): what is measured is the program, not this process's way of starting one.</summary>
internal static unsafe partial class WholeProcess
{
    private const int UsageLongs = 18;
    private const int ActionsBytes = 256; // sizeof(posix_spawn_file_actions_t) is 80 with glibc
    private const int WriteOnly = 1;

    /// <summary>Runs it once; what it prints goes nowhere.</summary>
    /// <param name="words">The program's absolute path and its arguments.</param>
    /// <param name="variables">Its whole environment.</param>
    /// <returns>What it cost.</returns>
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    internal static Cost Run(IReadOnlyList<string> words, IReadOnlyList<string> variables)
    {
        nint* arguments = Vector(words);
        nint* environment = Vector(variables);
        long* usage = stackalloc long[UsageLongs];
        byte* actions = stackalloc byte[ActionsBytes];
        _ = InitialiseActions(actions);
        _ = AddOpen(actions, 1, "/dev/null", WriteOnly, 0);
        _ = AddOpen(actions, 2, "/dev/null", WriteOnly, 0);
        int status = 0;
        try
        {
            long began = Stopwatch.GetTimestamp();
            int error = Spawn(out int process, arguments[0], actions, 0, arguments, environment);
            if (error != 0)
            {
                throw new InvalidOperationException($"{words[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
            }

            _ = Wait(process, &status, 0, usage);
            double wall = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            double processor = ((usage[0] + usage[2]) * 1e3) + ((usage[1] + usage[3]) / 1e3);
            return status == 0 ? new Cost(wall, processor) : throw new InvalidOperationException($"{words[0]} ended with {status}");
        }
        finally
        {
            _ = DestroyActions(actions);
            Free(arguments);
            Free(environment);
        }
    }

    private static nint* Vector(IReadOnlyList<string> words)
    {
        nint* vector = (nint*)NativeMemory.AllocZeroed((nuint)words.Count + 1, (nuint)sizeof(nint));
        for (int i = 0; i < words.Count; i++)
        {
            vector[i] = Marshal.StringToCoTaskMemUTF8(words[i]);
        }

        return vector;
    }

    private static void Free(nint* vector)
    {
        for (nint* word = vector; *word != 0; word++)
        {
            Marshal.FreeCoTaskMem(*word);
        }

        NativeMemory.Free(vector);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(out int process, nint path, byte* actions, nint attributes, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitialiseActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait(int process, int* status, int options, long* usage);
}
