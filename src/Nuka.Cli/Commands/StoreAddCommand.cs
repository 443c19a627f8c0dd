using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store add DIR</c>: puts a directory into the store.</summary>
internal sealed class StoreAddCommand : NukaCommand
{
    private readonly Argument<string> directory = new("DIR") { Description = "the directory" };
    private readonly Option<string> root = new("--root")
    {
        Description = "keep the tree under this name until another is kept under it",
        HelpName = "NAME",
    };

    internal StoreAddCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(directory);
        Syntax.Add(root);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store add ./site", "the tree stays until the next `nuka gc`"),
        new("nuka store add ./site --root site", "it stays until something else is kept as `site`"),
        new("nuka store add ./site --dry-run", "only say what it would be called"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Names, bytes, links and the right to execute are kept; owners, times and other permissions are not. Files that did not change since "
        + "the directory was added last are not read again.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        Cid tree = store.ImportDirectory(
            context.FullPath(context.Value(directory)!), new ImportOptions { DryRun = context.DryRun }, context.Cancellation);
        if (context.Value(root) is { Length: > 0 } name && !context.DryRun)
        {
            store.SetRoot($"added {name}", [tree]);
        }

        if (context.Json)
        {
            context.WriteJson(json => json.WriteStringValue(tree.ToString()));
        }
        else
        {
            context.Output.WriteLine(tree.ToString());
        }

        if (context.DryRun)
        {
            context.Say("nothing was added: this is what it would be called");
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
