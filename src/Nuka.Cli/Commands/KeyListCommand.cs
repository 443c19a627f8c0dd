using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Trust.Keys;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka key list</c>: the own key and the trusted ones.</summary>
internal sealed class KeyListCommand : NukaCommand
{
    internal KeyListCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka key list", "names and fingerprints, the own key first"),
        new("nuka key list --json", "for a program: a list of name, key, fingerprint and own"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ImmutableArray<TrustedKey> keys = rooms.Keys.Policy([]).Keys;
        if (context.Json)
        {
            context.WriteJsonArray(keys, (json, key) =>
            {
                json.WriteStartObject();
                json.WriteString("name", key.Name);
                json.WriteString("key", key.Key.ToString());
                json.WriteString("fingerprint", key.Key.Fingerprint);
                json.WriteBoolean("own", key.Origin == TrustOrigin.Own);
                json.WriteEndObject();
            });
            return Task.FromResult(ExitCodes.Done);
        }

        int width = keys.Select(key => key.Name.Length).DefaultIfEmpty().Max();
        foreach (TrustedKey key in keys)
        {
            context.Output.WriteLine($"{key.Name.PadRight(width)}  {key.Key.Fingerprint}");
        }

        if (keys.IsEmpty)
        {
            context.Say("there are no keys yet: the own one is made when something is built, or by `nuka key show`");
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
