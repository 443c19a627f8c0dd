using System.Collections.Immutable;
using System.CommandLine;

namespace Nuka.Cli.Frame;

/// <summary>A command with everything below it: what completions, manual pages and the reference are written from.</summary>
/// <param name="Words">The words to type: <c>nuka source add</c>.</param>
/// <param name="Summary">One line: what it does.</param>
/// <param name="Command">The command; <see langword="null"/> for the root.</param>
/// <param name="Options">Its own options, those of everywhere not included.</param>
/// <param name="Children">The commands below it.</param>
internal sealed record CommandNode(string Words, string Summary, NukaCommand? Command, ImmutableArray<Option> Options,
    ImmutableArray<CommandNode> Children)
{
    /// <summary>The last of the words.</summary>
    internal string Name => Words[(Words.LastIndexOf(' ') + 1)..];

    /// <summary>The arguments.</summary>
    internal IEnumerable<Argument> Arguments => Command?.Syntax.Arguments ?? [];

    /// <summary>This node and all below it, parents first.</summary>
    internal IEnumerable<CommandNode> All => Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>The whole tree. Makes every command, so only what prints about all of them asks for it.</summary>
    internal static CommandNode Root() => new("nuka", "Run a project in the system it needs", null, [], Below("nuka", CommandTable.Entries));

    private static ImmutableArray<CommandNode> Below(string words, ImmutableArray<CommandEntry> entries) =>
        [.. entries.Select(entry => Of(words, entry))];

    private static CommandNode Of(string parent, CommandEntry entry)
    {
        NukaCommand command = entry.Create(entry);
        string words = $"{parent} {entry.Name}";
        return new CommandNode(words, entry.Summary, command, [.. command.Syntax.Options.Where(option => !option.Hidden)],
            Below(words, command.Children));
    }
}
