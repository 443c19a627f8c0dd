using System.Runtime.InteropServices;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Sandbox.Launching;

/// <summary>Ends this process by becoming the launcher: .NET is never the parent of the person's program.</summary>
public static unsafe partial class Launch
{
    private const int SignalPipe = 13;

    /// <summary>
    /// Replaces the process by the launcher with a plan. The process's own environment is handed on as it was at the start; the plan says
    /// which variables of it the program sees.
    /// </summary>
    /// <param name="launcher">The launcher.</param>
    /// <param name="planFile">The plan's file (<see cref="Plans.PlanFile"/>).</param>
    /// <param name="command">The program and its arguments, as bytes; empty for the plan's own command.</param>
    /// <exception cref="NukaException"><c>sandbox/no-launcher</c>: the only way this returns.</exception>
    public static void Execute(string launcher, string planFile, IReadOnlyList<byte[]> command)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        ArgumentNullException.ThrowIfNull(planFile);
        ArgumentNullException.ThrowIfNull(command);
        byte[][] arguments = ["nuka"u8.ToArray(), "--start"u8.ToArray(), Encoding.UTF8.GetBytes(planFile), "--"u8.ToArray(), .. command];
        nint* vector = (nint*)NativeMemory.AllocZeroed((nuint)arguments.Length + 1, (nuint)sizeof(nint));
        for (int i = 0; i < arguments.Length; i++)
        {
            vector[i] = CopyToNative(arguments[i]);
        }

        nint path = CopyToNative(Encoding.UTF8.GetBytes(launcher));
        SetDisposition(SignalPipe, 0); // the runtime ignores it, and an executed program would inherit that
        ExecuteFile(path, vector);
        throw new Problem("sandbox/no-launcher", "the launcher cannot be executed")
        {
            Reasons = [$"{launcher}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}"],
            Hints = ["install nuka again, whole"],
        }.ToException();
    }

    /// <summary>
    /// The process's arguments as the kernel has them, from the executable on (`dotnet NAME.dll` counts two): .NET decodes them, and not
    /// every argument is UTF-8.
    /// </summary>
    public static IReadOnlyList<byte[]> ReadRawArguments()
    {
        byte[] all = File.ReadAllBytes("/proc/self/cmdline");
        List<byte[]> arguments = [];
        int start = 0;
        while (start < all.Length)
        {
            int end = Array.IndexOf(all, (byte)0, start);
            end = end < 0 ? all.Length : end;
            arguments.Add(all[start..end]);
            start = end + 1;
        }

        return arguments;
    }

    private static nint CopyToNative(ReadOnlySpan<byte> text)
    {
        byte* copy = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        return (nint)copy;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static partial int ExecuteFile(nint path, nint* arguments);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetDisposition(int signal, nint handler);
}
