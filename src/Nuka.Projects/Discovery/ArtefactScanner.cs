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
        return new ArtefactReport
        {
            // What one binary needs another may only load: the firmer word counts.
            Needs =
            [
                .. sink.Needs.Select(need => need with { Origin = NeedOrigin.Observed }).OrderBy(need => need.Key, StringComparer.Ordinal)
                    .ThenBy(need => need.Optional).ThenBy(need => need.Evidence.File, StringComparer.Ordinal).DistinctBy(need => need.Key),
            ],
            Builds = files.Builds,
            Watched = files.Watched(),
            Directories = files.Directories,
        };
    }
}
