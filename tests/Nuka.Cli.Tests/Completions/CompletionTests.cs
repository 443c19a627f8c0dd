namespace Nuka.Cli.Tests.Completions;

/// <summary>The scripts in the real shells. A shell that is not installed is skipped by name.</summary>
public sealed class CompletionTests
{
    public static TheoryData<string> Shells => ["bash", "zsh", "fish", "nushell"];

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
    [InlineData("bash")] // To Nushell the words before an option are the command.
    [InlineData("zsh")]
    [InlineData("fish")]
    public void An_option_with_a_value_before_the_command_does_not_hide_it(string shell)
    {
        Assert.Contains("fish", Complete(shell, "nuka", "-C", "/", "completions", "fi"));
        Assert.Contains("fish", Complete(shell, "nuka", "--directory=/", "completions", "fi"));
    }

    [Fact]
    public void In_bash_an_option_s_value_is_completed_behind_an_equals_sign_too()
    {
        Assert.Equal(["always"], Complete("bash", "nuka", "--color=al"));
        Assert.Equal(["always", "auto", "never"], Complete("bash", "nuka", "--color=").Order(StringComparer.Ordinal));
    }

    private static string[] Complete(string shell, params string[] words) => InstalledShell.Complete(shell, words);
}
