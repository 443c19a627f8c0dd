using System.ComponentModel;
using System.Diagnostics;

namespace Nuka.Build.Tests.Sources;

/// <summary>Runs a real package manager with nothing of the person's settings, and with no way out.</summary>
internal static class Oracle
{
    /// <summary>Runs it.</summary>
    /// <returns>What it printed; <see langword="null"/> if there is no such program.</returns>
    internal static string? Run(string directory, string program, string[] arguments, IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string path = start.Environment["PATH"] ?? "/usr/bin:/bin";
        start.Environment.Clear();
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = path;
        start.Environment["HOME"] = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(directory)!, "home")).FullName;

        // Nobody listens there: whatever asks a registry all the same fails at once.
        start.Environment["http_proxy"] = start.Environment["https_proxy"] = start.Environment["HTTP_PROXY"] = start.Environment["HTTPS_PROXY"] = "http://127.0.0.1:9/";
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{errors.Result}");
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
