using System.Text;
using Nuka.Packages.Evaluation;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Sandbox.Tests.Terminals;

namespace Nuka.Packages.Tests;

/// <summary>Nushell for a person to try things in.</summary>
public sealed class PackageShellTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    [Fact]
    public void A_text_sees_the_prelude_the_packages_and_the_target_and_a_package_is_shown_as_its_draft()
    {
        Package("word");
        Package("greet", "word", options: "{loud: false}", flags: "--loud");
        SandboxResult result = Run("use /pkg/greet.nu\nprint $target.arch ($pkgs.word | to nuon)\ngreet --loud\n");
        string output = Encoding.UTF8.GetString(result.Output.AsSpan());
        Assert.True(result.ExitCode == 0, Encoding.UTF8.GetString(result.Errors.AsSpan()));
        Assert.StartsWith("x86_64\n", output, StringComparison.Ordinal);
        Assert.Contains("{nuka: ref, name: word}", output, StringComparison.Ordinal);
        Assert.Contains("nuka: derivation", output, StringComparison.Ordinal);
        Assert.Contains("name: greet", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hyphen_in_the_name_of_a_package_is_an_underscore_in_that_of_its_variable()
    {
        Package("two-words");
        File.WriteAllText(Path.Combine(Set, "other.nu"), "use pkgs [two_words]\nexport def main [] { derivation other \"1\" [] [$two_words] {|pkgs, src| 1 } }\n");
        SandboxResult result = Run("use /pkg/other.nu\nprint (other | get packages | to nuon)\n");
        Assert.True(result.ExitCode == 0, Encoding.UTF8.GetString(result.Errors.AsSpan()));
        Assert.Contains("[ref, two-words]", Encoding.UTF8.GetString(result.Output.AsSpan()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"x\" | save /pkg/y")]
    [InlineData("open --raw /etc/passwd")]
    [InlineData("^/nu -c 1")]
    [InlineData("http get http://127.0.0.1:1/")]
    [InlineData("\"x\" | save /tmp/y")]
    [InlineData("rm /pkg/word.nu")]
    [Trait("tier", "sample")]
    public void Nothing_can_be_reached(string script)
    {
        Package("word");
        SandboxResult result = Run(script);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(["word.nu"], Directory.EnumerateFileSystemEntries(Set).Select(Path.GetFileName));
    }

    [Fact]
    public void A_terminal_gets_a_shell()
    {
        Package("word");
        SandboxPlan plan = Shell().Interactive();
        string file = Path.GetFullPath(Path.Combine(Set, "..", $"once-{Environment.ProcessId}-shell"));
        File.WriteAllBytes(file, PlanFile.Encode(plan));
        string script = Path.Combine(Set, "..", "shell");
        File.WriteAllText(script, $"exec '{plan.Launcher}' --start '{file}' -- "
            + string.Join(' ', plan.Command.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'")) + "\n");
        using PseudoTerminal terminal = new(Set);
        terminal.Resize(40, 120);
        terminal.Type("sh ../shell\n");

        // The line editor asks where the cursor is before each line.
        terminal.Expect("\u001b[6n");
        terminal.Type("\u001b[1;1R");
        terminal.Type("print ($target.arch + \"-\" + (40 + 2 | into string))\r");
        terminal.Expect("x86_64-42");
        terminal.Expect("\u001b[6n");
        terminal.Type("\u001b[3;1R");
        terminal.Type("exit\r");
        terminal.Expect("> ");
    }

    private PackageShell Shell() => new(new PackageSet(Set), Tools, new PackageTarget("linux", "x86_64", "x86-64-v1"));

    private SandboxResult Run(string script) => Shell().Run(script, TestContext.Current.CancellationToken);
}
