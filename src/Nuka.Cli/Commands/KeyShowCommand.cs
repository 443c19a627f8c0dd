using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Trust.Keys;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka key show [KEY]</c>: prints a public key.</summary>
internal sealed class KeyShowCommand : NukaCommand
{
    private readonly Argument<string?> wanted = new("KEY")
    {
        Description = "the name or the fingerprint of a trusted key; left out: the own key",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal KeyShowCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(wanted);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka key show", "hand this line to those who are to use what you build"),
        new("nuka key show alice", "a key that you trust"),
    ];

    /// <inheritdoc/>
    internal override string Details => "The own key is made if there is none yet. Its secret half stays in the state directory.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        TrustedKey? found = context.Value(wanted) is { } name && name != "own" ? rooms.Keys.Find(name) : Own(rooms, context.DryRun);
        if (found is null)
        {
            context.Say("would make a key: there is none yet");
        }
        else if (!context.Json)
        {
            context.Output.WriteLine($"{found.Key} {(found.Origin == TrustOrigin.Own ? "nuka" : found.Name)}");
        }

        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("name", found?.Name);
                json.WriteString("key", found?.Key.ToString());
                json.WriteString("fingerprint", found?.Key.Fingerprint);
                json.WriteEndObject();
            });
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static TrustedKey? Own(Rooms rooms, bool changesNothing)
    {
        using SigningKey? own = changesNothing ? rooms.Keys.TryGetOwn() : rooms.Keys.GetOwn();
        return own is null ? null : new TrustedKey("own", own.PublicKey, TrustOrigin.Own);
    }
}
