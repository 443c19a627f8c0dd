using Nuka.Cli.Frame;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Diagnosis;

/// <summary>Where packages come from: the sources that may be used, those that were refused, and how old the index is.</summary>
internal static class SourceChecks
{
    private const string Part = "sources";

    /// <summary>Looks at them; nothing is fetched.</summary>
    internal static IEnumerable<Finding> Run(Rooms rooms, CommandContext context)
    {
        SourceList sources = rooms.Sources;
        foreach (Problem refused in sources.Refused)
        {
            yield return new Finding(Part, "refused", Standing.Reduced, refused.Message, refused.Hints.FirstOrDefault());
        }

        if (sources.Entries.IsEmpty)
        {
            yield return new Finding(Part, "archives", Standing.Missing, "this machine names no archive that packages could come from",
                "nuka source add --help");
            yield break;
        }

        foreach (SourceEntry source in sources.Entries)
        {
            string name = $"{source.Name} {string.Join(' ', source.Components)}".TrimEnd();
            string who = source.IsOwn ? "it was added" : "this machine's apt says";
            yield return source.ChecksValidUntil
                ? new Finding(Part, "archive", Standing.Works, name)
                : new Finding(Part, "archive", Standing.Works, $"{name}; used also past its Valid-Until, as {who} (Check-Valid-Until)");
        }

        foreach (Finding index in Indexes(rooms, context))
        {
            yield return index;
        }
    }

    private static Finding[] Indexes(Rooms rooms, CommandContext context)
    {
        if (rooms.FindProgram("gpgv") is null)
        {
            return [new Finding(Part, "index", Standing.Reduced, "cannot be opened without gpgv", "apt-get install gpgv")];
        }

        ArchiveState state = rooms.MakeArchive(rooms.MakeFetcher()).ReadState();
        return state.Releases.IsEmpty
            ? [new Finding(Part, "index", Standing.Works, "none yet; the first command that needs packages makes it")]
            : [.. state.Releases.Select(release => new Finding(Part, "index", Standing.Works, release.Describe(context.Clock.GetUtcNow())))];
    }
}
