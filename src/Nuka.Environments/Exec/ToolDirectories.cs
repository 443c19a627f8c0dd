using System.Collections.Immutable;

namespace Nuka.Environments.Exec;

/// <summary>Directories that tools fill, known by their names: nobody edits what is in them, and most of a project's files are there.</summary>
public static class ToolDirectories
{
    /// <summary>Where tools put what they make, at the top of a project.</summary>
    public static ImmutableArray<string> AtTop { get; } =
        ["node_modules", "build", "_build", "builddir", "target", ".venv", "venv", "dist", "out", "bin", "vendor"];

    /// <summary>The same, wherever they are.</summary>
    public static ImmutableArray<string> Anywhere { get; } = ["node_modules", ".venv", "venv", ".libs"];

    /// <summary>What build tools write for themselves, caches, and what they try the compiler with: no program of the project lies there.</summary>
    public static ImmutableArray<string> Skipped { get; } =
    [
        ".git", ".hg", ".svn", ".bzr", ".cache", ".gradle", ".idea", ".vs", ".tox", ".nox", "__pycache__", "CMakeFiles", "incremental", "meson-logs", "meson-private",
    ];
}
