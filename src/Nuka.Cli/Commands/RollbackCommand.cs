using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build.Profiles;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka rollback [N]</c>: goes back to an earlier generation, or forth to a later one.</summary>
internal sealed class RollbackCommand : NukaCommand
{
    private readonly Argument<int?> generation = new("N") { Description = "the generation; left out: the one before the current one", Arity = ArgumentArity.ZeroOrOne };

    internal RollbackCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(generation);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka rollback", "undo the last change"),
        new("nuka rollback 7", "go to generation 7, be it earlier or later"),
    ];

    /// <inheritdoc/>
    internal override string Details => "No generation is changed or removed: `nuka generations` shows them, and which is current.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Generation found = rooms.OpenProfile(rooms.OpenStore()).Rollback(context.Value(generation), context.DryRun);
        context.Say($"{(context.DryRun ? "would switch" : "switched")} to generation {found.Number}");
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("generation", found.Number);
                json.WriteBoolean("switched", !context.DryRun);
                json.WriteEndObject();
            });
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
