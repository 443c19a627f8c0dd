using System.Collections.Immutable;
using System.CommandLine;

namespace Nuka.Cli.Frame;

/// <summary>
/// The words of a command line cut in two: nuka's own, and another program's command, which begins at the first word that is
/// neither an option of nuka's nor the value of one, or after <c>--</c>. What follows is handed on untouched.
/// </summary>
/// <param name="Own">The words for nuka's parser.</param>
/// <param name="Command">The other program and its arguments; empty if none was typed.</param>
internal sealed record CommandTail(ImmutableArray<string> Own, ImmutableArray<string> Command)
{
    /// <summary>Cuts.</summary>
    /// <param name="path">The commands that the words name.</param>
    /// <param name="words">All words.</param>
    internal static CommandTail Cut(CommandPath path, IReadOnlyList<string> words)
    {
        if (path.Last is not { TakesCommand: true } command)
        {
            return new CommandTail([.. words], []);
        }

        int depth = path.Commands.Length;
        for (int index = 0; index < words.Count; index++)
        {
            string word = words[index];
            if (word == "--" && depth == 0)
            {
                return new CommandTail([.. words.Take(index)], [.. words.Skip(index + 1)]);
            }

            if (word.StartsWith('-') && word.Length > 1)
            {
                index += TakesNextWord(command.Syntax, word) ? 1 : 0;
            }
            else if (depth == 0)
            {
                return new CommandTail([.. words.Take(index)], [.. words.Skip(index)]);
            }
            else
            {
                depth--;
            }
        }

        return new CommandTail([.. words], []);
    }

    private static bool TakesNextWord(Command syntax, string word) =>
        GlobalOptions.TakesNextWord(word)
        || syntax.Options.Any(option => (option.Name == word || option.Aliases.Contains(word)) && option.Arity.MinimumNumberOfValues > 0);
}
