using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Download;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka gc</c>: removes from the store what nothing needs any more.</summary>
internal sealed class GcCommand : NukaCommand
{
    internal GcCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka gc", "remove it"),
        new("nuka gc --dry-run", "only count what would be removed"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Kept is what a project's lock or another root names, what a running program uses, and everything below it; of the downloads, the package files "
        + "that such trees were made from. Of a store that belongs to somebody else nothing is removed but your own views of it. `nuka why-alive` says "
        + "what keeps something.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore(looksAtViews: true);
        DownloadCollection collection = new(rooms.State.Downloads, store, context.Clock);
        DownloadReport downloads = new(0, 0, 0, 0);
        CollectReport report = store.Collect(
            new CollectOptions { DryRun = context.DryRun, Meanwhile = keeps => downloads = collection.Run(keeps, context.DryRun) }, context.Cancellation);
        (string Name, long Value)[] rows =
        [
            ("treesRemoved", report.TreesRemoved), ("filesRemoved", report.BlobsRemoved), ("viewsRemoved", report.ViewsRemoved),
            ("bytesFreed", report.BytesFreed), ("treesKept", report.TreesKept), ("filesKept", report.BlobsKept), ("bytesKept", report.BytesKept),
            ("viewsKept", report.ViewsKept), ("leasesHeld", report.LeasesHeld), ("downloadsRemoved", downloads.FilesRemoved), ("downloadBytesFreed", downloads.BytesFreed),
            ("downloadsKept", downloads.FilesKept), ("downloadBytesKept", downloads.BytesKept),
        ];
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("dryRun", context.DryRun);
                foreach ((string name, long value) in rows)
                {
                    json.WriteNumber(name, value);
                }

                json.WriteEndObject();
            });
        }
        else
        {
            string would = context.DryRun ? "would remove" : "removed";
            context.Output.WriteLine(
                $"{would} {Quantity.Count(report.TreesRemoved)} trees, {Quantity.Count(report.BlobsRemoved)} files, "
                + $"{Quantity.Count(report.ViewsRemoved)} views: {Quantity.Bytes(report.BytesFreed)}");
            if (store.IsForeign)
            {
                context.Output.WriteLine($"kept {Quantity.Count(report.ViewsKept)} views; the store itself is its owner's, who collects it");
            }

            context.Output.WriteLine($"{would} {Quantity.Count(downloads.FilesRemoved)} downloads: {Quantity.Bytes(downloads.BytesFreed)}");
            context.Output.WriteLine(
                $"kept {Quantity.Count(report.TreesKept)} trees, {Quantity.Count(report.BlobsKept)} files: {Quantity.Bytes(report.BytesKept)}; "
                + $"{Quantity.Count(downloads.FilesKept)} downloads: {Quantity.Bytes(downloads.BytesKept)}");
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
