using System.Collections.Immutable;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store</c>: the store itself.</summary>
internal sealed class StoreCommand : NukaCommand
{
    internal StoreCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal override ImmutableArray<CommandEntry> Children =>
    [
        new("add", "Put a directory into the store and print its name", entry => new StoreAddCommand(entry)),
        new("ls", "List a tree of the store", entry => new StoreListCommand(entry)),
        new("tree", "List a tree of the store with everything below it", entry => new StoreListCommand(entry)),
        new("cat", "Print a file of the store", entry => new StoreCatCommand(entry)),
        new("view", "Print a directory that shows a tree", entry => new StoreViewCommand(entry)),
        new("export", "Write a tree as an ordinary directory, or trees to a file for another machine", entry => new StoreExportCommand(entry)),
        new("import", "Take over trees from a file that another machine wrote", entry => new StoreImportCommand(entry)),
        new("verify", "Compare everything in the store with its names", entry => new StoreVerifyCommand(entry)),
        new("stats", "Count what the store holds", entry => new StoreStatsCommand(entry)),
    ];

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store add ./site", "put a directory into the store"),
        new("nuka store verify", "look whether the disk kept everything"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context) => Task.FromResult(ExitCodes.Done);
}
