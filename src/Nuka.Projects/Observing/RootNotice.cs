using System.Collections.Immutable;
using Nuka.Content.Trees;
using Nuka.Platform.Progress;
using Nuka.Platform.State;

namespace Nuka.Projects.Observing;

/// <summary>
/// Says of each build, once, that the system under it is another one than it was made with. Every file of a root has the same time, so a
/// build tool that compares times would take what was made from the old one for up to date.
/// </summary>
/// <param name="state">The state directory, which remembers the root a project was last seen under, and each of its builds.</param>
/// <param name="progress">Hears the notice.</param>
internal sealed class RootNotice(StateDirectory state, IProgressSink progress)
{
    private const int ShownBuilds = 3;

    private readonly SeenRoots roots = new(state);
    private readonly SeenBuilds remembered = new(state);

    /// <summary>Compares with what was there the last time, and remembers what is there now.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="root">The root it is run in now.</param>
    /// <param name="builds">Its build directories.</param>
    public void Look(string projectDirectory, Cid root, IReadOnlyList<SeenBuild> builds)
    {
        string now = root.ToString();
        string before = roots.Last(projectDirectory, SeenRoots.Whole) ?? now;
        if (!roots.IsLast(projectDirectory, SeenRoots.Whole, root))
        {
            roots.Remember(projectDirectory, SeenRoots.Whole, root);
        }

        ImmutableDictionary<string, SeenBuilds.Row> known = remembered.Read(projectDirectory);
        List<string> other = [];
        SortedDictionary<string, SeenBuilds.Row> rows = new(StringComparer.Ordinal);
        foreach (SeenBuild build in builds.Where(build => !build.Path.Contains('\n', StringComparison.Ordinal)))
        {
            // What was made since the last time was made under the root of that time.
            SeenBuilds.Row row = known.TryGetValue(build.Path, out SeenBuilds.Row? last) && last.Stamp == build.Stamp ? last : new(build.Stamp, before, IsTold: false);
            bool tell = row.Root != now && !row.IsTold;
            rows[build.Path] = tell ? row with { IsTold = true } : row;
            if (tell)
            {
                other.Add(build.Path == "." ? "this directory" : build.Path);
            }
        }

        if (rows.Count != known.Count || rows.Any(row => !known.TryGetValue(row.Key, out SeenBuilds.Row? same) || same != row.Value))
        {
            remembered.Write(projectDirectory, rows);
        }

        if (other.Count > 0)
        {
            string more = other.Count > ShownBuilds ? $" and {other.Count - ShownBuilds} more" : string.Empty;
            progress.Note($"the system changed under the build in {string.Join(", ", other.Take(ShownBuilds))}{more}: file times do not show it, so build tools may see nothing to do; build afresh");
        }
    }
}
