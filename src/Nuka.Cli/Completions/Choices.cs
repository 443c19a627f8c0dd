using System.CommandLine;
using System.CommandLine.Completions;
using Nuka.Cli.Commands;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Completions;

/// <summary>What can follow an option: known words, or a directory, or a file.</summary>
internal static class Choices
{
    /// <summary>The words that an option or argument takes; empty if it takes anything.</summary>
    internal static IReadOnlyList<string> Words(Symbol symbol) => symbol switch
    {
        Option option when option.ValueType != typeof(bool) => [.. option.CompletionSources.SelectMany(source => source(CompletionContext.Empty))
            .Select(item => item.Label)],
        Argument argument => [.. argument.CompletionSources.SelectMany(source => source(CompletionContext.Empty)).Select(item => item.Label)],
        _ => [],
    };

    /// <summary>The word by which <c>nuka complete</c> is asked for what an option takes; <see langword="null"/>: it is not asked.</summary>
    internal static string? Asked(CommandNode node, Symbol symbol) => node.Command?.NamesOf(symbol) is { } kind ? CompleteCommand.WordOf(kind) : null;

    /// <summary>The word by which <c>nuka complete</c> is asked for a command's arguments; <see langword="null"/>: it is not asked.</summary>
    internal static string? Asked(CommandNode node) => node.Arguments.Select(argument => Asked(node, argument)).FirstOrDefault(word => word is not null);

    /// <summary>Whether the value is a directory.</summary>
    internal static bool IsDirectory(Option option) => option.HelpName is "DIR";
}
