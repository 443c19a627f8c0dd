using System.Diagnostics;

namespace Nuka.Store.Tests;

/// <summary>Starts <see cref="Child"/> as a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>Starts it.</summary>
    /// <param name="wrapper">What runs it: nothing, or a program and its first arguments.</param>
    /// <param name="orders">What it shall do.</param>
    internal static Process Start(string[] wrapper, params string[] orders)
    {
        string[] command = [.. wrapper, Environment.ProcessPath!, "child", .. orders];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code (137: killed) and the lines that it said.</returns>
    internal static (int Code, string[] Lines, string Errors) End(Process process)
    {
        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            Assert.True(process.WaitForExit(120_000), "the child does not end");
            return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors.Result);
        }
    }

    /// <summary>Starts it and waits.</summary>
    internal static (int Code, string[] Lines, string Errors) Run(params string[] orders) => End(Start([], orders));
}
