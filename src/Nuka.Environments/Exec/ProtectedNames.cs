using System.Collections.Immutable;

namespace Nuka.Environments.Exec;

/// <summary>
/// What in a project decides what runs outside of the sandbox later, so that a program inside must not change it: nuka's own
/// manifests, git's configuration and hooks, direnv's file, settings of editors that start programs.
/// </summary>
public static class ProtectedNames
{
    /// <summary>Submodules in one another, and directories that their names are made of.</summary>
    private const int ModuleDepth = 8;

    /// <summary>Submodules of one directory: each costs a few mounts at every start.</summary>
    private const int ModuleLimit = 64;

    /// <summary>Manifests and locks of nuka, and files that shells and editors execute.</summary>
    public static ImmutableArray<string> Always { get; } =
    [
        "eka.toml", "eka.lock", "nuka.toml", "nuka.lock", "atom.toml", "atom.lock",
        ".envrc", ".vscode", ".idea", ".zed", ".helix", ".nvim.lua", ".nvimrc", ".exrc", ".vimrc", ".dir-locals.el",
    ];

    /// <summary>What git runs; open to programs that were granted <c>git-config</c>.</summary>
    public static ImmutableArray<string> Git { get; } =
        [".git/config", ".git/config.worktree", ".git/commondir", ".git/hooks", ".git/info/attributes"];

    /// <summary>
    /// What git obeys besides in a project as it is: a <c>.git</c> that is a file and says where the repository is, and the repositories of
    /// submodules inside its own (gitrepository-layout(5)).
    /// </summary>
    /// <param name="projectDirectory">The project.</param>
    public static IEnumerable<string> GitInside(string projectDirectory)
    {
        string git = Path.Combine(projectDirectory, ".git");
        if (File.Exists(git))
        {
            return [".git"];
        }

        return RepositoriesIn(Path.Combine(git, "modules"), ".git/modules", 0)
            .SelectMany(name => (string[])[$"{name}/config", $"{name}/config.worktree", $"{name}/commondir", $"{name}/hooks"]);
    }

    private static IEnumerable<string> RepositoriesIn(string directory, string name, int depth)
    {
        if (depth > ModuleDepth || !Directory.Exists(directory) || new DirectoryInfo(directory).LinkTarget is not null)
        {
            return [];
        }

        return File.Exists(Path.Combine(directory, "HEAD"))
            ? RepositoriesIn(Path.Combine(directory, "modules"), $"{name}/modules", depth + 1).Prepend(name)
            : Directory.EnumerateDirectories(directory, "*", new EnumerationOptions { AttributesToSkip = 0 }).Order(StringComparer.Ordinal).Take(ModuleLimit)
                .SelectMany(inner => RepositoriesIn(inner, $"{name}/{Path.GetFileName(inner)}", depth + 1));
    }
}
