using System.Diagnostics;

namespace Nuka.Content.Tests.Archives;

/// <summary>Runs a program of the system as an oracle: bytes in, bytes out.</summary>
internal static class ForeignTool
{
    internal static byte[] Run(string directory, string program, string[] arguments, byte[]? input = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task feeding = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input ?? []);
            process.StandardInput.Close();
        });
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        feeding.Wait();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output.ToArray();
    }

    internal static byte[] Compress(string program, byte[] content, params string[] options) =>
        Run(Path.GetTempPath(), program, [.. options, "-c"], content);
}
