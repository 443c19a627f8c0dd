using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nuka.Environments.Exec;

/// <summary>
/// What in a project decides what runs outside of the sandbox later, so that a program inside must not change it: nuka's own
/// manifests, git's configuration and hooks, files that shells and version managers obey, settings of editors that start programs.
/// </summary>
public static class ProtectedNames
{
    /// <summary>Manifests and locks of nuka, and files that shells, version managers and editors execute.</summary>
    public static ImmutableArray<string> Always { get; } =
    [
        "eka.toml", "eka.lock", "nuka.toml", "nuka.lock", "atom.toml", "atom.lock",
        ".envrc", "mise.toml", ".mise.toml", ".tool-versions", ".devcontainer", ".devcontainer.json",
        ".vscode", ".idea", ".zed", ".helix", ".nvim.lua", ".nvimrc", ".exrc", ".vimrc", ".dir-locals.el",
        ".cursor", ".claude", ".mcp.json",
    ];

    /// <summary>The directories in which Mercurial and Jujutsu keep a repository; they write in them all the time, but for what <see cref="Others"/> names.</summary>
    public static ImmutableArray<string> OtherRepositories { get; } = [".hg", ".jj"];

    /// <summary>
    /// What Mercurial and Jujutsu obey there: hooks, aliases and extensions, and what leads to another repository's. Of a Jujutsu workspace beside the first one
    /// <c>.jj/repo</c> is a file that does so.
    /// </summary>
    public static ImmutableArray<string> Others { get; } =
    [
        ".hg/hgrc", ".hg/hgrc-not-shared", ".hg/requires", ".hg/sharedpath",
        ".jj/repo/config.toml", ".jj/repo/config-id", ".jj/repo/store/git_target", ".jj/workspace-config.toml", ".jj/workspace-config-id",
    ];

    /// <summary>What git runs, below the directory of a repository; open to programs that were granted <c>git-config</c>.</summary>
    public static ImmutableArray<string> Repository { get; } = ["config", "config.worktree", "commondir", "hooks", "info/attributes"];

    /// <summary>The names in a directory that are worth knowing: those that are protected, and those by which a repository is known.</summary>
    public static FrozenSet<string> Telling { get; } = FrozenSet.ToFrozenSet([.. Always, .. OtherRepositories, ".git", "HEAD", "objects", "refs"], StringComparer.Ordinal);
}
