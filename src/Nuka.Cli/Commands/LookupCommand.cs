using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary>A command that only looks things up in the archives: what was fetched is good enough however old it is.</summary>
internal abstract class LookupCommand : NukaCommand
{
    /// <summary>Begins the command that a table row names.</summary>
    protected LookupCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal sealed override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        return await rooms.MakeArchive(rooms.MakeFetcher()).MendingAsync(() => rooms.Sources, AnswerAsync, context.Cancellation);

        async Task<int> AnswerAsync()
        {
            using ArchiveCatalogue catalogue = await OpenAsync(context, rooms);
            return Answer(context, catalogue);
        }
    }

    /// <summary>Opens the indexes; fetches them first if that never happened.</summary>
    internal static async Task<ArchiveCatalogue> OpenAsync(CommandContext context, Rooms rooms)
    {
        DebianArchive archive = rooms.MakeArchive(rooms.MakeFetcher());
        if (archive.ReadState().Releases.IsEmpty)
        {
            await archive.UpdateAllAsync(rooms.Sources, context.Cancellation);
        }

        return archive.Open();
    }

    /// <summary>Answers from the open archives.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Answer(CommandContext context, ArchiveCatalogue catalogue);

    /// <summary>What was looked through, as reasons of an error.</summary>
    protected static ImmutableArray<string> Asked(ArchiveCatalogue catalogue, CommandContext context) =>
        [.. catalogue.Describe(context.Clock.GetUtcNow()).Select(line => $"asked: {line}")];

    /// <summary>The error for a package that no archive has.</summary>
    protected static Platform.Errors.NukaException Unknown(string name, ArchiveCatalogue catalogue, CommandContext context) =>
        UnknownPackage.Of(catalogue.Packages, name, context.Clock.GetUtcNow()).ToException();
}
