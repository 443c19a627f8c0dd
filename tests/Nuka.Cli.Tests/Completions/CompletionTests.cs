using System.Diagnostics;

namespace Nuka.Cli.Tests.Completions;

/// <summary>The scripts in the real shells. A shell that is not installed is skipped by name.</summary>
public sealed class CompletionTests
{
    public static TheoryData<string> Shells => ["bash", "zsh", "fish"];

    [Theory]
    [MemberData(nameof(Shells))]
    public void A_command_is_completed(string shell) => Assert.Contains("completions", Complete(shell, "nuka", "comp"));

    [Theory]
    [MemberData(nameof(Shells))]
    public void An_argument_with_known_words_is_completed(string shell) => Assert.Contains("nushell", Complete(shell, "nuka", "completions", "nu"));

    [Theory]
    [MemberData(nameof(Shells))]
    public void An_option_is_completed(string shell) => Assert.Contains("--offline", Complete(shell, "nuka", "completions", "--off"));

    [Theory]
    [MemberData(nameof(Shells))]
    public void The_value_of_an_option_is_completed(string shell) => Assert.Contains("always", Complete(shell, "nuka", "--color", "al"));

    [Theory]
    [MemberData(nameof(Shells))]
    public void An_option_with_a_value_before_the_command_does_not_hide_it(string shell) =>
        Assert.Contains("fish", Complete(shell, "nuka", "-C", "/", "completions", "fi"));

    private static string[] Complete(string shell, params string[] words)
    {
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed");
        string script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, CommandLineRun.Of("completions", shell).Output);
            return Run(shell, Asking(shell, script, words)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(script);
        }
    }

    // What each shell does on the Tab key, asked without a terminal. In zsh the three builtins that only work inside its editor print instead.
    private static string Asking(string shell, string script, string[] words) => shell switch
    {
        "bash" => $"source '{script}'; COMP_WORDS=({string.Join(' ', words)}); COMP_CWORD={words.Length - 1}; _nuka; echo \"${{COMPREPLY[*]}}\"",
        "zsh" => $$"""
            autoload() { :; }; compdef() { :; }
            _describe() { local item; for item in ${(P)@[-1]}; do print -r -- ${item%%:*}; done }
            compadd() { shift; print -l -- $@ }
            source '{{script}}'; words=({{string.Join(' ', words)}}); CURRENT={{words.Length}}; _nuka
            """,
        _ => $"source '{script}'; complete -C '{string.Join(' ', words)}' | string replace -r '\\t.*' ''",
    };

    private static bool IsInstalled(string shell) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Any(directory => File.Exists(Path.Join(directory, shell)));

    private static string Run(string shell, string command)
    {
        var start = new ProcessStartInfo(shell, shell == "zsh" ? ["-f", "-c", command] : ["-c", command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(string.Empty, error.GetAwaiter().GetResult());
        return output;
    }
}
