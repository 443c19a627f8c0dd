using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store view CID</c>: a directory that shows a tree.</summary>
internal sealed class StoreViewCommand : NukaCommand
{
    private readonly Argument<string> place = new("CID") { Description = "a tree's name, perhaps with a path" };

    internal StoreViewCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(place);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store view CID", "print the directory"),
        new("ls -l \"$(nuka store view CID)\"", "look at it with any program"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The files are hard links to the store's own, so showing a tree takes no space. Nothing in it may be changed. The directory stays until "
        + "the tree is collected.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Nuka.Store.ContentStore store = rooms.OpenStore();
        Digest tree = StorePlace.Find(store, context.Value(place)!).RequireTree();
        if (context.DryRun)
        {
            store.ReadTree(tree);
            context.Say($"would show {Cid.OfTree(tree)}; nothing was made");
            if (context.Json)
            {
                context.WriteJson(json => json.WriteNullValue());
            }

            return Task.FromResult(ExitCodes.Done);
        }

        string view = store.View(tree, context.Cancellation);
        if (context.Json)
        {
            context.WriteJson(json => json.WriteStringValue(view));
        }
        else
        {
            context.Output.WriteLine(view);
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
