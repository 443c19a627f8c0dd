using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store cat CID</c>: the bytes of a file, checked.</summary>
internal sealed class StoreCatCommand : NukaCommand
{
    private readonly Argument<string> place = new("CID") { Description = "a file's name, or a tree's with a path: CID/etc/os-release" };

    internal StoreCatCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(place);

    /// <inheritdoc/>
    internal override bool HasJson => false;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store cat CID/etc/os-release", "a file in a tree"),
        new("nuka store cat CID > copy", "a file by its own name"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The bytes are compared with the file's digest while they are printed; if they differ at the end, the exit code is 1.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Nuka.Store.ContentStore store = rooms.OpenStore();
        await using Stream content = store.OpenBlob(StorePlace.Find(store, context.Value(place)!).RequireBlob());
        byte[] buffer = new byte[1 << 16];
        int count;
        while ((count = await content.ReadAsync(buffer, context.Cancellation)) > 0)
        {
            context.Output.Write(buffer.AsSpan(0, count));
        }

        return ExitCodes.Done;
    }
}
