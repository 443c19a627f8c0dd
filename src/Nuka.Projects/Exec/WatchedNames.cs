using System.Collections.Immutable;

namespace Nuka.Projects.Exec;

/// <summary>
/// The files at the top of a project that package managers and build tools read, by each tool's own documentation. When one of
/// them changes, appears or goes, what the project needs is looked at again; a change of sources alone does not ask for that.
/// </summary>
internal static class WatchedNames
{
    private static readonly ImmutableArray<string> Names =
    [
        "package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", ".npmrc", ".nvmrc", ".node-version", "binding.gyp",
        "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", ".python-version", "uv.lock", "poetry.lock",
        "Cargo.toml", "Cargo.lock", "build.rs", "rust-toolchain", "rust-toolchain.toml",
        "go.mod", "go.sum", "global.json", "Directory.Build.props", "NuGet.Config", "nuget.config",
        "CMakeLists.txt", "meson.build", "configure.ac", "configure.in", "configure", "Makefile.am", "Makefile", "GNUmakefile", "makefile",
        "Gemfile", "Gemfile.lock", ".ruby-version", "composer.json", "composer.lock", ".tool-versions",
    ];

    /// <summary>The files of a project, whether they exist or not.</summary>
    /// <param name="directory">The project's real absolute path.</param>
    internal static IEnumerable<string> In(string directory) => Names.Select(name => Path.Combine(directory, name));
}
