using System.Collections.Immutable;
using Nuka.Projects.Discovery.Binaries;
using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Discovery.Known;

namespace Nuka.Projects.Discovery;

/// <summary>Finds what was built or installed in a project needs to run: the ELF files of its artefact directories.</summary>
public static class ArtefactScanner
{
    private static readonly string[] Names = ["node_modules", "build", "_build", "builddir", "target", ".venv", "venv", "dist", "out", "bin", "vendor"];

    /// <summary>The artefact directories that a project has now.</summary>
    /// <param name="projectDirectory">The project's absolute directory.</param>
    public static ImmutableArray<string> Directories(string projectDirectory) =>
        [.. Names.Where(name => Directory.Exists(Path.Combine(projectDirectory, name)))];

    /// <summary>Looks at them.</summary>
    /// <param name="projectDirectory">The project's absolute directory.</param>
    /// <param name="architecture">The machine in npm's words: <c>x64</c>.</param>
    /// <returns>Needs of <see cref="NeedOrigin.Observed"/>; the same again after the same build.</returns>
    public static ImmutableArray<Need> Scan(string projectDirectory, string architecture)
    {
        NeedSink sink = new(KnownRows.Load());
        foreach (string name in Directories(projectDirectory))
        {
            // The directory's own marks would make it skipped as a part of the project; as a root it is listed whole.
            DirectoryFiles files = new(Path.Combine(projectDirectory, name), $"{name}/", artefacts: true);
            BinaryFinder.Find(files, sink, architecture, NeedOrigin.Observed);
        }

        return [.. sink.Needs];
    }
}
