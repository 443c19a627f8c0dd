using System.Collections.Immutable;
using System.CommandLine;

namespace Nuka.Cli.Frame;

/// <summary>The chain of commands that the words of a command line name, outermost first: <c>source</c>, <c>add</c>. Only these are made.</summary>
internal sealed class CommandPath
{
    private CommandPath(ImmutableArray<NukaCommand> commands, string? unknownWord, Command root, GlobalOptions options)
    {
        Commands = commands;
        UnknownWord = unknownWord;
        Root = root;
        Options = options;
    }

    /// <summary>The commands, outermost first; empty if none was named.</summary>
    internal ImmutableArray<NukaCommand> Commands { get; }

    /// <summary>A word that stood where a command was expected and is none.</summary>
    internal string? UnknownWord { get; }

    /// <summary>The root for the parser, holding just this chain.</summary>
    internal Command Root { get; }

    /// <summary>The options that mean the same everywhere.</summary>
    internal GlobalOptions Options { get; }

    /// <summary>The command that will run, if one was named.</summary>
    internal NukaCommand? Last => Commands.IsEmpty ? null : Commands[^1];

    /// <summary>The rows from which the next word would have been chosen.</summary>
    internal ImmutableArray<CommandEntry> Choices => Last?.Children ?? CommandTable.Entries;

    /// <summary>The words so far, as typed: <c>nuka source add</c>.</summary>
    internal string Words => string.Join(' ', Commands.Select(command => command.Syntax.Name).Prepend("nuka"));

    /// <summary>Finds the chain that the words name.</summary>
    internal static CommandPath Find(IReadOnlyList<string> words)
    {
        var options = new GlobalOptions();
        var root = new Command("nuka");
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        var commands = ImmutableArray.CreateBuilder<NukaCommand>();
        ImmutableArray<CommandEntry> choices = CommandTable.Entries;
        Command parent = root;
        string? unknown = null;
        for (int index = 0; index < words.Count && choices.Length > 0 && words[index] != "--"; index++)
        {
            string word = words[index];
            if (word.StartsWith('-'))
            {
                index += GlobalOptions.TakesNextWord(word) ? 1 : 0;
                continue;
            }

            if (choices.Concat(commands.Count == 0 ? CommandTable.Hidden : []).FirstOrDefault(entry => entry.Name == word) is not { } found)
            {
                unknown = word;
                break;
            }

            NukaCommand command = found.Create(found);
            parent.Add(command.Syntax);
            commands.Add(command);
            (parent, choices) = (command.Syntax, command.Children);
        }

        return new CommandPath(commands.ToImmutable(), unknown, root, options);
    }
}
