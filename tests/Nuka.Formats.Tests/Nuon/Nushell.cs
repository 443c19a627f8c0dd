using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace Nuka.Formats.Tests.Nuon;

/// <summary>The real Nushell 0.115.1, from its npm package through the machine's own registry; the peer that every claim about NUON is held against.</summary>
internal static class Nushell
{
    private const string Sha256 = "c343a927a2d4a45ebf9300d013b226bcdc2598ecb0178a8a79722ebffe71e56e";

    private static readonly Lazy<string?> Program = new(Find);

    /// <summary>The program's path; <see langword="null"/> where it cannot be had.</summary>
    internal static string? ProgramPath => Program.Value;

    /// <summary>Runs a script that reads one JSON document and prints one.</summary>
    public static JsonElement[] Ask(string script, object input)
    {
        Assert.SkipWhen(Program.Value is null, "Nushell 0.115.1 cannot be had from the machine's npm registry");
        ProcessStartInfo start = new(Program.Value!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in new[] { "-n", "--no-std-lib", "--stdin", "-c", script })
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(JsonSerializer.Serialize(input));
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return [.. JsonDocument.Parse(output.Result).RootElement.EnumerateArray()];
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("NUKA_NU") is { Length: > 0 } given)
        {
            return given;
        }

        string program = Path.Combine(AppContext.BaseDirectory, "nushell", "package", "bin", "nu");
        if (!File.Exists(program) || !IsThePinnedOne(program))
        {
            string directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "nushell")).FullName;
            const string Fetch = "npm pack --silent @nushell/linux-x64@0.115.1 >/dev/null 2>&1 && tar xzf nushell-linux-x64-0.115.1.tgz && rm nushell-linux-x64-0.115.1.tgz";
            using Process fetch = Process.Start(new ProcessStartInfo("sh", ["-c", Fetch]) { WorkingDirectory = directory })!;
            fetch.WaitForExit();
        }

        return File.Exists(program) && IsThePinnedOne(program) ? program : null;
    }

    private static bool IsThePinnedOne(string program)
    {
        using FileStream stream = File.OpenRead(program);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == Sha256;
    }
}
