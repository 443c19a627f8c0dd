using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store stats</c>: how much the store holds.</summary>
internal sealed class StoreStatsCommand : NukaCommand
{
    internal StoreStatsCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store stats", "count"),
        new("nuka store stats --json", "the same for a program"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        StoreStatistics found = store.Measure();
        (string Name, long Value)[] rows =
        [
            ("trees", found.Trees), ("files", found.Blobs), ("bytes", found.Bytes), ("views", found.Views), ("roots", found.Roots),
            ("leases", found.LeasesHeld),
        ];
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("store", store.DirectoryPath);
                foreach ((string name, long value) in rows)
                {
                    json.WriteNumber(name, value);
                }

                json.WriteEndObject();
            });
        }
        else
        {
            context.Output.WriteLine(PrintableText.From(store.DirectoryPath));
            foreach ((string name, long value) in rows)
            {
                context.Output.WriteLine(name == "bytes" ? $"size   {Quantity.Bytes(value),12}" : $"{name,-7}{Quantity.Count(value),12}");
            }
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
