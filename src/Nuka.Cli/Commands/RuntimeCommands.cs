using System.Collections.Immutable;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary>The commands of <c>nuka runtime</c>.</summary>
internal static class RuntimeCommands
{
    /// <summary>The rows, in the order of the help page.</summary>
    internal static ImmutableArray<CommandEntry> Entries { get; } =
    [
        new("list", "Show the named runtimes", entry => new RuntimeListCommand(entry)),
        new("info", "Show what a named runtime holds", entry => new RuntimeInfoCommand(entry)),
    ];

    /// <summary>Makes the group.</summary>
    internal static NukaCommand Group(CommandEntry entry) => new CommandGroup(
        entry,
        Entries,
        [
            new("nuka runtime list", "what environments of projects are built on"),
            new("nuka runtime info base@1", "the packages that every environment has"),
        ]);
}
