using System.Collections.Immutable;

namespace Nuka.Environments.Exec;

/// <summary>
/// What in a project decides what runs outside of the sandbox later, so that a program inside must not change it: nuka's own
/// manifests, git's configuration and hooks, direnv's file, settings of editors that start programs.
/// </summary>
public static class ProtectedNames
{
    /// <summary>Manifests and locks of nuka, and files that shells and editors execute.</summary>
    public static ImmutableArray<string> Always { get; } =
    [
        "eka.toml", "eka.lock", "nuka.toml", "nuka.lock", "atom.toml", "atom.lock",
        ".envrc", ".vscode", ".idea", ".zed", ".helix", ".nvim.lua", ".nvimrc", ".exrc", ".vimrc", ".dir-locals.el",
    ];

    /// <summary>What git runs; open to programs that were granted <c>git-config</c>.</summary>
    public static ImmutableArray<string> Git { get; } = [".git/config", ".git/config.worktree", ".git/hooks", ".git/info/attributes"];
}
