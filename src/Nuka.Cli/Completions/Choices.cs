using System.CommandLine;
using System.CommandLine.Completions;

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

    /// <summary>Whether the value is a directory.</summary>
    internal static bool IsDirectory(Option option) => option.HelpName is "DIR";
}
