using System.Diagnostics;

namespace Nuka.Sandbox.Tests.Machine;

internal static class Processes
{
    internal static Outcome Run(ProcessStartInfo start, string input = "", int timeoutSeconds = 60)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(timeoutSeconds * 1000))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{start.FileName} did not end in {timeoutSeconds} s");
        }

        process.WaitForExit();
        return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
