using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka source remove NAME</c>: removes an archive that was added, with its keyring.</summary>
internal sealed class SourceRemoveCommand : NukaCommand
{
    private readonly Argument<string> name = new("NAME") { Description = "The name it was added under" };

    internal SourceRemoveCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(name);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka source remove ours", "take no more packages from it"),
        new("nuka source remove ours --dry-run", "only say what would be removed"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        OwnSources own = new(rooms.State);
        string wanted = context.Value(name)!;
        if (!context.DryRun || !own.Names.Contains(wanted))
        {
            own.Remove(wanted);
        }

        context.Say($"{(context.DryRun ? "would remove" : "removed")} {wanted}");
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("name", wanted);
                json.WriteBoolean("removed", !context.DryRun);
                json.WriteEndObject();
            });
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
