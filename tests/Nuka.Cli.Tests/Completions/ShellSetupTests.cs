using System.Diagnostics;

namespace Nuka.Cli.Tests.Completions;

/// <summary>What <c>nuka shell-setup</c> prints, run by the shells themselves; twice, since a second time changes nothing.</summary>
public sealed class ShellSetupTests
{
    // A state directory that every careless quoting breaks on.
    private const string State = "/tmp/no such $HOME 'state' \\ of \"yours\"";
    private const string Current = State + "/profiles-v1/default/current";

    [Theory]
    [InlineData("bash", "-c", """eval "$1"; eval "$1"; printf '%s\n' "$PATH" "$XDG_DATA_DIRS" "$MANPATH" """)]
    [InlineData("dash", "-c", """eval "$1"; eval "$1"; printf '%s\n' "$PATH" "$XDG_DATA_DIRS" "$MANPATH" """)]
    [InlineData("zsh", "-fc", """eval "$1"; eval "$1"; printf '%s\n' "$PATH" "$XDG_DATA_DIRS" "$MANPATH" """)]
    [InlineData("fish", "-Nc", "echo $argv[2] | source; echo $argv[2] | source; string join : $PATH; string join : $XDG_DATA_DIRS; string join : $MANPATH")]
    public void A_shell_finds_programs_data_and_pages(string shell, string option, string script)
    {
        string[] lines = Run(shell, [option, script, shell, Setup(shell == "dash" ? "bash" : shell)]);
        Assert.Equal([$"{Current}/bin:/usr/bin:/bin", $"{Current}/share:/usr/local/share:/usr/share", $"{Current}/share/man:"], lines);
    }

    [Fact]
    public void Zsh_finds_completions_by_its_own_list()
    {
        string[] lines = Run("zsh", ["-fc", """fpath=(/a); eval "$1"; eval "$1"; printf '%s\n' $fpath """, "zsh", Setup("zsh")]);
        Assert.Equal([$"{Current}/share/zsh/site-functions", "/a"], lines);
    }

    [Fact]
    public void Nushell_finds_programs_data_and_pages()
    {
        string? program = Nuka.Formats.Tests.Nuon.Nushell.ProgramPath;
        Assert.SkipWhen(program is null, "nushell is not installed");
        string setup = Setup("nushell");
        string[] lines = Run(program!, ["-n", "--no-std-lib", "-c", $"{setup}\n{setup}\nprint ($env.PATH | str join ':') $env.XDG_DATA_DIRS $env.MANPATH"]);
        Assert.Equal([$"{Current}/bin:/usr/bin:/bin", $"{Current}/share:/usr/local/share:/usr/share", $"{Current}/share/man:"], lines);
    }

    [Fact]
    public void Another_shell_is_refused() => Assert.Contains("cli/unknown-shell", CommandLineRun.Of("shell-setup", "tcsh").Error, StringComparison.Ordinal);

    private static string Setup(string shell)
    {
        CommandLineRun run = CommandLineRun.Of("--state", State, "shell-setup", shell);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    private static string[] Run(string program, string[] words)
    {
        string? file = Path.IsPathRooted(program) ? program : new[] { "/usr/bin", "/bin" }.Select(directory => Path.Join(directory, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(file is null, $"{program} is not installed");
        ProcessStartInfo start = new(file!, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = "/tmp";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", errors.Result);
        return output.TrimEnd('\n').Split('\n');
    }
}
