using System.Text;
using Nuka.Environments.Permissions;
using Nuka.Platform.Files;
using Nuka.Platform.State;

namespace Nuka.Projects.Realise;

/// <summary>
/// The one path at which a project's root can always be found, for editors and other programs outside: a link in the state to a view of
/// the joined root, which every new lock turns to another one. It is there once somebody asked for it.
/// </summary>
/// <param name="state">The state directory.</param>
public sealed class StableRoot(StateDirectory state)
{
    private const string LinkName = "root";

    /// <summary>The path.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    public string PathOf(string projectDirectory) => Path.Combine(state.Project(ProjectKey.Of(projectDirectory)), LinkName);

    /// <summary>Whether somebody asked for it.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    public bool Exists(string projectDirectory) => Target(projectDirectory) is not null;

    /// <summary>Turns the path to a root that was just shown, that is, compared with its seal: programs outside of every sandbox use what is there.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="view">The view's absolute path; <see langword="null"/>: there is none, in a store of somebody else.</param>
    /// <returns>Whether the path led elsewhere before.</returns>
    internal bool Turn(string projectDirectory, string? view)
    {
        if (view is null || Target(projectDirectory) == view)
        {
            return false;
        }

        Point(projectDirectory, view);
        return true;
    }

    /// <summary>Whoever opens it finds the old root or the new one.</summary>
    private void Point(string projectDirectory, string view)
    {
        string directory = PrivateDirectory.Make(state.Project(ProjectKey.Of(projectDirectory)));
        string aside = Path.Combine(directory, $"{LinkName}.{Guid.NewGuid():n}");
        File.CreateSymbolicLink(aside, view);
        using DirectoryHandle handle = DirectoryHandle.Open(directory);
        handle.Rename(Encoding.UTF8.GetBytes(Path.GetFileName(aside)), handle, Encoding.UTF8.GetBytes(LinkName));
    }

    private string? Target(string projectDirectory) => new FileInfo(PathOf(projectDirectory)).LinkTarget;
}
