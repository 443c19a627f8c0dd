using System.Collections.Immutable;
using Nuka.Projects.Discovery.Binaries;
using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Discovery.Known;

namespace Nuka.Projects.Discovery;

/// <summary>Finds what was built or installed in a project needs to run, by its ELF files.</summary>
public static class ArtefactScanner
{
    /// <summary>Looks at everything in a project that is a program or a library.</summary>
    /// <param name="projectDirectory">The project's absolute directory.</param>
    /// <param name="architecture">The machine in npm's words: <c>x64</c>.</param>
    /// <returns>Needs of <see cref="NeedOrigin.Observed"/>; the same again after the same build.</returns>
    public static ArtefactReport Scan(string projectDirectory, string architecture)
    {
        ArtefactFiles files = new(projectDirectory);
        NeedSink sink = new(KnownRows.Own);
        BinaryFinder.Find(files, sink, architecture, NeedOrigin.Observed);
        (ImmutableArray<Need> needs, string? note) = Bound(sink.Needs);
        return new ArtefactReport
        {
            Needs = needs,
            Notes = note is null ? [] : [note],
            Builds = files.Builds,
            Watched = files.Watched(),
            Directories = files.Directories,
        };
    }

    /// <summary>One row a library, at most <see cref="ScanLimits.ObservedNeeds"/>: first what is needed, then what may be loaded, by name.</summary>
    /// <returns>The rows in ordinal order, and what to say if some are left out.</returns>
    internal static (ImmutableArray<Need> Needs, string? Note) Bound(IEnumerable<Need> found)
    {
        // What one binary needs another may only load: the firmer word counts.
        Need[] rows =
        [
            .. found.Select(need => need with { Origin = NeedOrigin.Observed }).OrderBy(need => need.Key, StringComparer.Ordinal)
                .ThenBy(need => need.Optional).ThenBy(need => need.Evidence.File, StringComparer.Ordinal).DistinctBy(need => need.Key),
        ];
        return rows.Length <= ScanLimits.ObservedNeeds ? ([.. rows], null)
            : ([.. rows.OrderBy(need => need.Optional).Take(ScanLimits.ObservedNeeds).OrderBy(need => need.Key, StringComparer.Ordinal)],
                $"what was built here names {rows.Length} libraries; only {ScanLimits.ObservedNeeds} are looked for");
    }
}
