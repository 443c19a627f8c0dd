using System.Text;
using Nuka.Content.Hashing;
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

    /// <summary>Whether it shows a root, and the view is there.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="root">The joined root.</param>
    internal bool Shows(string projectDirectory, Digest root) =>
        Target(projectDirectory) is { } target && target.Contains(root.ToString(), StringComparison.Ordinal) && Directory.Exists(target);

    /// <summary>Turns it to a view: whoever opens it finds the old root or the new one.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="view">The view's absolute path.</param>
    internal void Point(string projectDirectory, string view)
    {
        string directory = PrivateDirectory.Make(state.Project(ProjectKey.Of(projectDirectory)));
        string aside = Path.Combine(directory, $"{LinkName}.{Guid.NewGuid():n}");
        File.CreateSymbolicLink(aside, view);
        using DirectoryHandle handle = DirectoryHandle.Open(directory);
        handle.Rename(Encoding.UTF8.GetBytes(Path.GetFileName(aside)), handle, Encoding.UTF8.GetBytes(LinkName));
    }

    private string? Target(string projectDirectory) => new FileInfo(PathOf(projectDirectory)).LinkTarget;
}
