using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Graft.Download;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary>Opens the archives for a command that only looks things up: what was fetched is good enough however old it is.</summary>
internal static class Lookup
{
    /// <summary>Opens the indexes; fetches them first if that never happened.</summary>
    internal static async Task<ArchiveCatalogue> OpenAsync(CommandContext context, Rooms rooms)
    {
        Fetcher fetcher = rooms.MakeFetcher();
        DebianArchive archive = rooms.MakeArchive(fetcher);
        if (archive.ReadState().Releases.IsEmpty)
        {
            await archive.UpdateAllAsync(rooms.Sources, context.Cancellation);
        }

        return archive.Open();
    }

    /// <summary>What was looked through, as reasons of an error.</summary>
    internal static ImmutableArray<string> Asked(ArchiveCatalogue catalogue, CommandContext context) =>
        [.. catalogue.Describe(context.Clock.GetUtcNow()).Select(line => $"asked: {line}")];
}
