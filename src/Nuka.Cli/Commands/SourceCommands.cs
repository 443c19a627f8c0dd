using System.Collections.Immutable;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary>The commands of <c>nuka source</c>.</summary>
internal static class SourceCommands
{
    /// <summary>The rows, in the order of the help page.</summary>
    internal static ImmutableArray<CommandEntry> Entries { get; } =
    [
        new("list", "Show where packages come from", entry => new SourceListCommand(entry)),
        new("add", "Add an archive to take packages from", entry => new SourceAddCommand(entry)),
        new("remove", "Remove an archive that was added", entry => new SourceRemoveCommand(entry)),
        new("update", "Fetch the indexes of all archives", entry => new SourceUpdateCommand(entry)),
    ];

    /// <summary>Makes the group.</summary>
    internal static NukaCommand Group(CommandEntry entry) => new CommandGroup(
        entry,
        Entries,
        [
            new("nuka source list", "what this machine takes packages from"),
            new("nuka source update", "bring its indexes up to date"),
        ]);
}
