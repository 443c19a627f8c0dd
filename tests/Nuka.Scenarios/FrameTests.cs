namespace Nuka.Scenarios;

/// <summary>The frame itself: a scenario that does not hold must not pass.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("a\nb", "a\nb\n", true)]
    [InlineData("a", "a\nb\n", false)]
    [InlineData("a\n...", "a\nb\nc\n", true)]
    [InlineData("...\nc", "a\nb\nc\n", true)]
    [InlineData("...\nc", "a\nb\n", false)]
    [InlineData("v[..].1", "v20.3.1\n", true)]
    [InlineData("v[..].1", "w20.3.1\n", false)]
    [InlineData("a.c", "abc\n", false)]
    [InlineData("...", "", true)]
    public void Lines_match_their_patterns(string patterns, string text, bool matches) =>
        Assert.Equal(matches, LinePattern.Matches(patterns.Split('\n'), text));

    [Theory]
    [InlineData("no commands at all")]
    [InlineData("x\n--- commands\n> before any command")]
    [InlineData("x\n--- commands\n$ true\nwhat is this")]
    public void A_file_that_is_no_scenario_is_refused(string text) => Assert.Throws<FormatException>(() => Scenario.Parse(text));

    [Fact]
    public void A_scenario_is_read_with_its_files_and_steps()
    {
        Scenario scenario = Scenario.Parse("Holds.\n\nas: user\nneeds: git\n\n--- a/b\ntext\n--- commands\n$ one\n> out\n! err\nexit 3\n$ two\n");
        Assert.Equal(["user"], scenario.Accounts);
        Assert.Equal(["git"], scenario.Needs);
        Assert.Equal([("a/b", "text\n")], scenario.Files);
        Assert.Equal(["one", "two"], scenario.Steps.Select(step => step.Line));
        Assert.Equal((3, "out", "err"), (scenario.Steps[0].ExitCode, scenario.Steps[0].Output.Single(), scenario.Steps[0].Error.Single()));
    }
}
