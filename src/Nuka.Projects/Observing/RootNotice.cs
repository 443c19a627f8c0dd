using Nuka.Content.Trees;
using Nuka.Platform.Progress;
using Nuka.Platform.State;

namespace Nuka.Projects.Observing;

/// <summary>
/// Says once that the system under existing build directories is another one now. Every file of a root has the same time, so a build tool
/// that compares times would take what was made from the old one for up to date.
/// </summary>
/// <param name="state">The state directory, which remembers the root a project was last seen under.</param>
/// <param name="progress">Hears the notice.</param>
internal sealed class RootNotice(StateDirectory state, IProgressSink progress)
{
    private const int ShownBuilds = 3;

    private readonly SeenRoots seen = new(state);

    /// <summary>Compares with what was there the last time, and remembers what is there now.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="root">The root it is run in now.</param>
    /// <param name="builds">Its build directories, relative to it.</param>
    public void Look(string projectDirectory, Cid root, IReadOnlyList<string> builds)
    {
        string? before = seen.Last(projectDirectory, SeenRoots.Whole);
        if (before == root.ToString())
        {
            return;
        }

        seen.Remember(projectDirectory, SeenRoots.Whole, root);
        if (before is not null && builds.Count > 0)
        {
            string shown = string.Join(", ", builds.Take(ShownBuilds).Select(build => build == "." ? "this directory" : build));
            string more = builds.Count > ShownBuilds ? $" and {builds.Count - ShownBuilds} more" : string.Empty;
            progress.Note($"the system changed under the build in {shown}{more}: file times do not show it, so build tools may see nothing to do; build afresh");
        }
    }
}
