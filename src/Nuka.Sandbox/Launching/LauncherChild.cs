using System.Diagnostics;
using System.Globalization;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Launching;

/// <summary>
/// The launcher as a child of this process, with a plan that exists only for the time of the run. It ends with this process, however that ends.
/// </summary>
internal static class LauncherChild
{
    /// <summary>Runs a command to its end.</summary>
    /// <typeparam name="T">What is made of its output.</typeparam>
    /// <param name="plan">The sandbox.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="directory">Where the plan's file may be written.</param>
    /// <param name="inheritsInput">Whether it has this process's standard input; else its input is empty.</param>
    /// <param name="listen">Reads its standard output and its standard error to their ends.</param>
    /// <param name="cancellation">Ends the sandbox, with every process in it.</param>
    /// <returns>Its exit code, and what was made of its output.</returns>
    /// <exception cref="NukaException"><c>sandbox/no-launcher</c>; what <see cref="PlanFile.Encode"/> throws.</exception>
    internal static async Task<(int ExitCode, T Heard)> RunAsync<T>(
        SandboxPlan plan,
        IReadOnlyList<string> command,
        string directory,
        bool inheritsInput,
        Func<Stream, Stream, Task<T>> listen,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(command);
        string file = Path.Combine(directory, $"{PlanCache.OncePrefix}{Guid.NewGuid():N}");
        await File.WriteAllBytesAsync(file, PlanFile.Encode(plan), cancellation);
        TaskCompletionSource ended = new();
        try
        {
            using Process process = await StartAsync(() => Start(plan.Launcher, file, command, inheritsInput), ended.Task);
            await using CancellationTokenRegistration registration = cancellation.Register(process.Kill);
            T heard = await listen(process.StandardOutput.BaseStream, process.StandardError.BaseStream); // the pipes end with the sandbox
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            return (process.ExitCode, heard);
        }
        finally
        {
            ended.SetResult();
            File.Delete(file);
        }
    }

    /// <summary>
    /// Starts a process from a thread that lives until the process has ended: the kernel takes the end of the thread that started a child for the end of
    /// its parent (prctl(2), PR_SET_PDEATHSIG).
    /// </summary>
    private static Task<Process> StartAsync(Func<Process> start, Task ended)
    {
        Task<Process> started = new(start, TaskCreationOptions.RunContinuationsAsynchronously);
        Thread parent = new(() =>
        {
            started.RunSynchronously(TaskScheduler.Default);
            ended.Wait();
        })
        {
            IsBackground = true,
            Name = "parent of a launcher",
        };
        parent.Start();
        return started;
    }

    private static Process Start(string launcher, string planFile, IReadOnlyList<string> command, bool inheritsInput)
    {
        ProcessStartInfo start = new(launcher, ["--start-child", Environment.ProcessId.ToString("x", CultureInfo.InvariantCulture), planFile, "--", .. command])
        {
            RedirectStandardInput = !inheritsInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            Process process = Process.Start(start)!;
            if (!inheritsInput)
            {
                process.StandardInput.Close();
            }

            return process;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new Problem("sandbox/no-launcher", "the launcher cannot be executed")
            {
                Reasons = [error.Message],
                Hints = ["install nuka again, whole"],
            }.ToException(error);
        }
    }
}
