using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Nuka.Formats.Tests.Nuon;

namespace Nuka.Cli.Tests.Completions;

/// <summary>A real shell, asked for what it would do on the Tab key.</summary>
internal static class InstalledShell
{
    /// <summary>The words that it completes a line to. A shell that is not installed is skipped by name.</summary>
    /// <param name="shell">bash, zsh, fish or nushell.</param>
    /// <param name="words">The line; the last word is completed.</param>
    /// <param name="change">Changes how the shell is started.</param>
    internal static string[] Complete(string shell, string[] words, Action<ProcessStartInfo>? change = null)
    {
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed");
        string script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, CommandLineRun.Of("completions", shell).Output);
            return shell == "nushell" ? AskNushell(script, words, change) : Run(shell, shell == "zsh" ? ["-f", "-c", Asking(shell, script, words)] : ["-c", Asking(shell, script, words)], change)
                .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(script);
        }
    }

    // Nushell completes a place in a file for editors; of a command it says all words.
    private static string[] AskNushell(string script, string[] words, Action<ProcessStartInfo>? change)
    {
        string file = Path.GetTempFileName();
        try
        {
            string line = $"use {script} *\n{string.Join(' ', words)}";
            File.WriteAllText(file, line);
            string answer = Run(Nushell.ProgramPath!, ["-n", "--no-std-lib", "--ide-complete", $"{Encoding.UTF8.GetByteCount(line)}", file], change);
            return [.. JsonDocument.Parse(answer).RootElement.GetProperty("completions").EnumerateArray().Select(word => word.GetString()!.Split(' ')[^1])];
        }
        finally
        {
            File.Delete(file);
        }
    }

    // Asked without a terminal. In zsh the three builtins that only work inside its editor print instead. bash cuts words at colons and equals signs.
    private static string Asking(string shell, string script, string[] words) => shell switch
    {
        "bash" => $"""
            source '{script}'; COMP_WORDS=({string.Join(' ', words).Replace(":", " : ", StringComparison.Ordinal)
                .Replace("=", " = ", StringComparison.Ordinal)}); COMP_CWORD=$((${"{#COMP_WORDS[@]}"} - 1))
            _nuka; echo "${"{COMPREPLY[*]}"}"
            """,
        "zsh" => $$"""
            autoload() { :; }; compdef() { :; }; _command_names() { :; }
            _describe() { local item; for item in ${(P)@[-1]}; do print -r -- ${item%%:*}; done }
            compadd() { shift; print -l -- $@ }
            source '{{script}}'; words=({{string.Join(' ', words)}}); CURRENT={{words.Length}}; _nuka
            """,
        _ => $"source '{script}'; complete -C '{string.Join(' ', words)}' | string replace -r '\\t.*' ''",
    };

    private static bool IsInstalled(string shell) => shell == "nushell" ? Nushell.ProgramPath is not null :
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(directory => File.Exists(Path.Join(directory, shell)));

    private static string Run(string program, string[] words, Action<ProcessStartInfo>? change)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        change?.Invoke(start);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(string.Empty, error.GetAwaiter().GetResult());
        return output;
    }
}
