using System.Collections.Immutable;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary>The commands of <c>nuka export</c>.</summary>
internal static class ExportCommands
{
    /// <summary>The rows, in the order of the help page.</summary>
    internal static ImmutableArray<CommandEntry> Entries { get; } =
    [
        new("oci", "Write packages as a container image", entry => new ExportOciCommand(entry)),
        new("devcontainer", "Write this project's environment as a dev container", entry => new ExportDevContainerCommand(entry)),
    ];

    /// <summary>Makes the group.</summary>
    internal static NukaCommand Group(CommandEntry entry) => new CommandGroup(
        entry,
        Entries,
        [
            new("nuka export oci jq --file jq.tar", "an image that `podman load` and `docker load` take"),
            new("nuka export devcontainer", "the system packages of this project, for an editor on a machine without nuka"),
        ]);
}
