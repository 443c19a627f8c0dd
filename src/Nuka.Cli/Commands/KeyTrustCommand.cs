using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Trust.Keys;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka key trust KEY</c>: lets what a key signed count.</summary>
internal sealed class KeyTrustCommand : NukaCommand
{
    private readonly Argument<string> key = new("KEY") { Description = "one line, in quotes: ssh-ed25519 AAAA…" };
    private readonly Option<string?> name = new("--name") { HelpName = "NAME", Description = "call it so; else the word behind the key" };

    internal KeyTrustCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(key);
        Syntax.Add(name);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka key trust \"ssh-ed25519 AAAA… alice\"", "as `nuka key show` prints it on Alice's machine"),
        new("nuka key trust \"$(cat key.pub)\" --name builder", "a key that ssh-keygen made"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "From then on, what this key says came of a build is used in place of building it. Who has the key can so run programs as you. `nuka key forget` takes it "
        + "back; what was installed by then stays. To let a key count for one command, give it `--trust KEY`.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        TrustedKey trusted = rooms.Keys.Trust(context.Value(key)!, context.Value(name), context.DryRun);
        KeyChange.Print(context, trusted, "trusted", "would trust");
        return Task.FromResult(ExitCodes.Done);
    }
}
