using System.Collections.Immutable;
using System.Text;
using Nuka.Environments.Permissions;
using Nuka.Platform.Files;
using Nuka.Platform.State;

namespace Nuka.Projects.Observing;

/// <summary>
/// Remembers, beside a project's private home, under which root each of its builds was made, and whether it was said that this is another one
/// now. The record is one line a build: stamp, root, <c>told</c> or <c>-</c>, path. A line that cannot be read counts as absent.
/// </summary>
/// <param name="state">The state directory.</param>
internal sealed class SeenBuilds(StateDirectory state)
{
    private const string Name = "builds-under";

    /// <summary>What is remembered, by the builds' paths.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    public ImmutableDictionary<string, Row> Read(string projectDirectory)
    {
        string path = PathOf(projectDirectory);
        return !File.Exists(path) ? ImmutableDictionary<string, Row>.Empty
            : File.ReadAllLines(path).Select(line => line.Split(' ', 4)).Where(words => words.Length == 4).DistinctBy(words => words[3])
                .ToImmutableDictionary(words => words[3], words => new Row(words[0], words[1], words[2] == "told"));
    }

    /// <summary>Remembers; builds that are gone are forgotten.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="rows">What is to be remembered, by the builds' paths.</param>
    public void Write(string projectDirectory, IEnumerable<KeyValuePair<string, Row>> rows)
    {
        PrivateDirectory.Make(state.Project(ProjectKey.Of(projectDirectory)));
        AtomicFile.Write(PathOf(projectDirectory), Encoding.UTF8.GetBytes(string.Concat(
            rows.Select(row => $"{row.Value.Stamp} {row.Value.Root} {(row.Value.IsTold ? "told" : "-")} {row.Key}\n"))));
    }

    private string PathOf(string projectDirectory) => Path.Combine(state.Project(ProjectKey.Of(projectDirectory)), Name);

    /// <summary>What is remembered of one build.</summary>
    /// <param name="Stamp">Its stamp.</param>
    /// <param name="Root">The root that it was made under.</param>
    /// <param name="IsTold">Whether it was said that there is another root now.</param>
    internal sealed record Row(string Stamp, string Root, bool IsTold);
}
