using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Trust.Keys;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka key forget KEY</c>: lets what a key signed count no more.</summary>
internal sealed class KeyForgetCommand : NukaCommand
{
    private readonly Argument<string> key = new("KEY") { Description = "its name, its fingerprint, or the key" };

    internal KeyForgetCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(key);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka key forget alice", "build again what only Alice signed"),
        new("nuka key forget alice --dry-run", "only say which key that is"),
    ];

    /// <inheritdoc/>
    internal override string Details => "The own key cannot be forgotten: to have another, move the file `own` away from `keys-v1` in the state directory.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        TrustedKey forgotten = rooms.Keys.Forget(context.Value(key)!, context.DryRun);
        KeyChange.Print(context, forgotten, "forgot", "would forget");
        return Task.FromResult(ExitCodes.Done);
    }
}
