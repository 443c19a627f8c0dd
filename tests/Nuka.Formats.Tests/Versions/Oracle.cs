using System.Diagnostics;

namespace Nuka.Formats.Tests.Versions;

/// <summary>A foreign program that answers one line for each line it is given.</summary>
internal static class Oracle
{
    public static string[] Ask(string program, string script, IEnumerable<string> questions)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(program == "node" ? "-e" : "-c");
        start.ArgumentList.Add(script);
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardInput.Write(string.Join('\n', questions));
            process.StandardInput.Close();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode == 77, $"{program} is here, but not the library that is the oracle");
            Assert.True(process.ExitCode == 0, errors.Result);
            return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not on this machine");
            throw;
        }
    }
}
