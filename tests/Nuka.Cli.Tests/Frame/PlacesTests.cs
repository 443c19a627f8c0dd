using System.Collections.Immutable;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Frame;

public sealed class PlacesTests
{
    [Theory]
    [InlineData("/s", "NUKA_STATE=/e", "/s")]
    [InlineData("s/", "NUKA_STATE=/e", "/here/s")]
    [InlineData(null, "NUKA_STATE=/e XDG_DATA_HOME=/x", "/e")]
    [InlineData(null, "NUKA_STATE= XDG_DATA_HOME=/x", "/x/nuka")]
    [InlineData(null, "XDG_DATA_HOME=relative HOME=/h", "/h/.local/share/nuka")]
    [InlineData(null, "HOME=/h/", "/h/.local/share/nuka")]
    public void The_state_directory_is_the_option_or_the_variable_or_the_data_directory(string? option, string variables, string expected) =>
        Assert.Equal(expected, Places.StateDirectory(Parse(variables), "/here", option));

    [Fact]
    public void Without_any_of_them_there_is_an_error()
    {
        UsageException error = Assert.Throws<UsageException>(() => Places.StateDirectory(Parse("HOME=relative"), "/", null));
        Assert.Equal("cli/no-state-directory", error.Problem.Code);
    }

    [Theory]
    [InlineData(new[] { "--state", "/etc/passwd", "store", "stats" }, "cli/state-is-a-file")]
    [InlineData(new[] { "-C", "/etc/passwd", "source", "list" }, "`/etc/passwd` is a file")]
    [InlineData(new[] { "-C", "/etc/absent", "source", "list" }, "there is no directory `/etc/absent`")]
    [InlineData(new[] { "shell", "--", "-c", "true" }, "`-c` is an option, not a shell")]
    public void What_is_no_directory_or_no_shell_is_named(string[] words, string expected)
    {
        CommandLineRun run = CommandLineRun.Of(words);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(expected, run.Error.Split('\n')[0], StringComparison.Ordinal);
    }

    private static ImmutableDictionary<string, string> Parse(string variables) =>
        variables.Split(' ').Select(text => text.Split('=')).ToImmutableDictionary(pair => pair[0], pair => pair[1]);
}
