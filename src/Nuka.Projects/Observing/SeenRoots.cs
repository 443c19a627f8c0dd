using System.Text;
using Nuka.Content.Trees;
using Nuka.Environments.Permissions;
using Nuka.Platform.Files;
using Nuka.Platform.State;

namespace Nuka.Projects.Observing;

/// <summary>Remembers, beside a project's private home, which root it was last used under.</summary>
/// <param name="state">The state directory.</param>
internal sealed class SeenRoots(StateDirectory state)
{
    /// <summary>The record of the whole environment.</summary>
    public const string Whole = "built-under";

    /// <summary>The record of the run set.</summary>
    public const string Run = "run-under";

    /// <summary>The root of the last time, as printed; <see langword="null"/> if there was none.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="record">Which record.</param>
    public string? Last(string projectDirectory, string record)
    {
        string path = Path.Combine(state.Project(ProjectKey.Of(projectDirectory)), record);
        return File.Exists(path) ? File.ReadAllText(path).TrimEnd('\n') : null;
    }

    /// <summary>Whether a root is that of the last time.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="record">Which record.</param>
    /// <param name="root">The root.</param>
    public bool IsLast(string projectDirectory, string record, Cid root) => Last(projectDirectory, record) == root.ToString();

    /// <summary>Remembers a root; to be called when everything that depends on it is done, so that after a crash it is done again.</summary>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="record">Which record.</param>
    /// <param name="root">The root.</param>
    public void Remember(string projectDirectory, string record, Cid root)
    {
        string directory = PrivateDirectory.Make(state.Project(ProjectKey.Of(projectDirectory)));
        AtomicFile.Write(Path.Combine(directory, record), Encoding.UTF8.GetBytes($"{root}\n"));
    }
}
