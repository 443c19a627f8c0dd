using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka why-alive CID</c>: who keeps a tree or a file.</summary>
internal sealed class WhyAliveCommand : NukaCommand
{
    private readonly Argument<string> place = new("CID") { Description = "the name of a tree or a file" };

    internal WhyAliveCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(place);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka why-alive CID", "the roots and running programs that keep it, and where it is in them"),
        new("nuka why-alive CID/usr/bin/tool --json", "for a program: a list of holder, top, path and neededBy"),
    ];

    /// <inheritdoc/>
    internal override string Details => "The exit code is 1 if nothing keeps it: the next `nuka gc` removes it.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        ImmutableArray<KeepReason> reasons = store.WhyAlive(StorePlace.Find(store, context.Value(place)!).Cid);
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (KeepReason reason in reasons)
                {
                    json.WriteStartObject();
                    json.WriteString("holder", reason.Holder);
                    json.WriteString("top", reason.Top.ToString());
                    json.WriteString("path", reason.Path);
                    json.WriteString("neededBy", reason.NeededBy?.ToString());
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
        }
        else
        {
            foreach (KeepReason reason in reasons)
            {
                string needed = reason.NeededBy is { } by ? $", which {by} needs when it runs" : "";
                context.Output.WriteLine(PrintableText.From($"{reason.Holder}: {reason.Top}{(reason.Path == "" ? "" : "/" + reason.Path)}{needed}"));
            }
        }

        return Task.FromResult(reasons.IsEmpty ? ExitCodes.Failed : ExitCodes.Done);
    }
}
