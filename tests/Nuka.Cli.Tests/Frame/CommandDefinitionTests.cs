using System.CommandLine;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Frame;

/// <summary>What holds for every command, whoever adds it.</summary>
public sealed class CommandDefinitionTests
{
    public static TheoryData<string> AllWords => [.. CommandNode.Root().All.Select(node => node.Words)];

    [Theory]
    [MemberData(nameof(AllWords))]
    public void The_help_page_is_as_recorded(string words)
    {
        string[] typed = [.. words.Split(' ').Skip(1), "--help"];
        CommandLineRun run = CommandLineRun.Of(typed);
        Assert.Equal((ExitCodes.Done, string.Empty), (run.ExitCode, run.Error));
        GoldenFile.Matches($"help/{words.Replace(' ', '-')}.txt", run.Output);
    }

    [Theory]
    [MemberData(nameof(AllWords))]
    public void A_command_says_what_it_does_and_shows_two_examples(string words)
    {
        CommandNode node = CommandNode.Root().All.Single(candidate => candidate.Words == words);
        Assert.Matches("^[A-Z].*[^.]$", node.Summary);
        foreach (Symbol symbol in node.Options.Cast<Symbol>().Concat(node.Arguments))
        {
            Assert.Matches("^.*[^.]$", symbol.Description);
        }

        if (node.Command is { } command)
        {
            Assert.True(command.Examples.Length >= 2, $"{words} has fewer than two examples");
            Assert.All(command.Examples, example => Assert.Contains(words, example.Line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Names_of_options_are_never_used_twice_for_one_command()
    {
        string[] everywhere = [.. new GlobalOptions().All.SelectMany(option => option.Aliases.Prepend(option.Name))];
        foreach (CommandNode node in CommandNode.Root().All)
        {
            string[] names = [.. node.Options.SelectMany(option => option.Aliases.Prepend(option.Name)), .. everywhere];
            Assert.Equal(names.Distinct().Count(), names.Length);
        }
    }
}
