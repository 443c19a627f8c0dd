using System.Collections.Immutable;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary>The commands of <c>nuka key</c>.</summary>
internal static class KeyCommands
{
    /// <summary>The rows, in the order of the help page.</summary>
    internal static ImmutableArray<CommandEntry> Entries { get; } =
    [
        new("list", "Show the own key and the trusted ones", entry => new KeyListCommand(entry)),
        new("show", "Print a public key, to be handed to others", entry => new KeyShowCommand(entry)),
        new("trust", "Let what a key signed count", entry => new KeyTrustCommand(entry)),
        new("forget", "Let what a key signed count no more", entry => new KeyForgetCommand(entry)),
    ];

    /// <summary>Makes the group.</summary>
    internal static NukaCommand Group(CommandEntry entry) => new CommandGroup(
        entry,
        Entries,
        [
            new("nuka key show", "the line that others need to use what you build"),
            new("nuka key trust \"ssh-ed25519 AAAA… alice\"", "use what Alice builds"),
        ]);
}
