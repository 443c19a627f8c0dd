using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace Nuka.Formats.Tests.Nuon;

/// <summary>The real Nushell 0.115.1, from its npm package through the machine's own registry; the peer that every claim about NUON is held against.</summary>
internal static class Nushell
{
    private const string Version = "0.115.1";
    private const string Sha256 = "c343a927a2d4a45ebf9300d013b226bcdc2598ecb0178a8a79722ebffe71e56e";

    private static readonly Lazy<string?> Program = new(() =>
        Find(Environment.GetEnvironmentVariable("NUKA_NU"), Path.Combine(AppContext.BaseDirectory, "nushell")));

    /// <summary>The program's path; <see langword="null"/> where nothing could be fetched.</summary>
    internal static string? ProgramPath => Program.Value;

    /// <summary>Runs a script that reads one JSON document and prints one.</summary>
    public static JsonElement[] Ask(string script, object input)
    {
        Assert.SkipWhen(Program.Value is null, $"Nushell {Version} cannot be had from the machine's npm registry");
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

    /// <summary>Finds the program: the one that <c>NUKA_NU</c> names, which must be of this version, else the one that npm fetched.</summary>
    /// <exception cref="InvalidOperationException">It is another than the one that the tests were written for.</exception>
    internal static string? Find(string? given, string directory)
    {
        if (!string.IsNullOrEmpty(given))
        {
            string version = VersionOf(given);
            return version == Version ? given : throw new InvalidOperationException($"NUKA_NU is Nushell {version}, and the tests are for {Version}");
        }

        string program = Path.Combine(directory, "package", "bin", "nu");
        if (!File.Exists(program))
        {
            Directory.CreateDirectory(directory);
            const string Fetch = $"npm pack --silent @nushell/linux-x64@{Version} >/dev/null 2>&1 && tar xzf nushell-linux-x64-{Version}.tgz && rm nushell-linux-x64-{Version}.tgz";
            using Process fetch = Process.Start(new ProcessStartInfo("sh", ["-c", Fetch]) { WorkingDirectory = directory })!;
            fetch.WaitForExit();
        }

        return !File.Exists(program) ? null
            : IsThePinnedOne(program) ? program
            : throw new InvalidOperationException($"{program} is another program than Nushell {Version}; remove it to fetch it anew");
    }

    private static string VersionOf(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
        string version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return version;
    }

    private static bool IsThePinnedOne(string program)
    {
        using FileStream stream = File.OpenRead(program);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == Sha256;
    }
}
