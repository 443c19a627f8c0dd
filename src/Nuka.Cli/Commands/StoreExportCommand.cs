using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store export CID DIR</c>: writes a tree as an ordinary directory.</summary>
internal sealed class StoreExportCommand : NukaCommand
{
    private readonly Argument<string> place = new("CID") { Description = "a tree's name, perhaps with a path" };
    private readonly Argument<string> target = new("DIR") { Description = "the directory to make; it must not exist" };

    internal StoreExportCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(place);
        Syntax.Add(target);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store export CID ./copy", "files of your own, to be changed at will"),
        new("nuka store export CID/usr/share/doc ./doc", "a part of a tree"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Nuka.Store.ContentStore store = rooms.OpenStore();
        Digest tree = StorePlace.Find(store, context.Value(place)!).RequireTree();
        string directory = context.FullPath(context.Value(target)!);
        bool refused = context.DryRun && Path.Exists(directory);
        if (context.DryRun)
        {
            store.ReadTree(tree);
            context.Say(PrintableText.From($"would write {Cid.OfTree(tree)} to {directory}{(refused ? ", which exists: that would be refused" : "")}"));
        }
        else
        {
            store.Export(tree, directory, context.Cancellation);
        }

        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("cid", Cid.OfTree(tree).ToString());
                json.WriteString("directory", directory);
                json.WriteBoolean("written", !context.DryRun);
                json.WriteEndObject();
            });
        }

        return Task.FromResult(refused ? ExitCodes.Failed : ExitCodes.Done);
    }
}
