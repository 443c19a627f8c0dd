using System.Diagnostics;

namespace Nuka.Sandbox.Probing;

/// <summary>A short program that was run, and what it said.</summary>
internal sealed record ProbeCall(int Code, string Output, string Words)
{
    internal static async Task<ProbeCall> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new ProbeCall(process.ExitCode, await output, (await errors).Trim().ReplaceLineEndings("; "));
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return new ProbeCall(-1, "", error.Message);
        }
    }
}
