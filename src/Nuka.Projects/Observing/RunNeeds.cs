using Nuka.Projects.Discovery;

namespace Nuka.Projects.Observing;

/// <summary>Tells what a project needs to run from what only building it needs (specs/lock.md, "The run set").</summary>
internal static class RunNeeds
{
    // Modules that packages are made with, by the names that build backends have on the package index.
    private static readonly string[] BuildModules =
        ["pip", "setuptools", "wheel", "venv", "distutils", "Cython", "pybind11", "mesonpy", "poetry.core", "flit_core", "hatchling", "setuptools_scm", "setuptools_rust"];

    private static readonly string[] BuildPrograms =
        ["make", "cmake", "gcc", "g++", "cargo", "go", "autoreconf", "patch", "pkg-config"];

    // A compiler makes programs that do without it.
    private static readonly string[] CompilerRuntimes = ["rust", "go", "dotnet-sdk"];

    /// <summary>Whether a need of the project's own files is one of running it.</summary>
    /// <param name="need">The need.</param>
    public static bool Counts(Need need) => need.Kind switch
    {
        NeedKind.SharedLibrary or NeedKind.File or NeedKind.Package => true,
        NeedKind.PythonModule => !BuildModules.Contains(need.Name, StringComparer.Ordinal) && !need.Evidence.File.EndsWith("setup.py", StringComparison.Ordinal),
        NeedKind.Program => IsShebang(need.Evidence)
            || (need.Evidence.File == "package.json" && need.Origin == NeedOrigin.Static && !BuildPrograms.Contains(need.Name, StringComparer.Ordinal)),
        _ => false,
    };

    /// <summary>Whether a runtime is needed by what it has built.</summary>
    /// <param name="runtime">Its name.</param>
    public static bool Counts(string runtime) => !CompilerRuntimes.Contains(runtime, StringComparer.Ordinal);

    private static bool IsShebang(Evidence evidence) => evidence.Line == 1 && evidence.Token.StartsWith("#!", StringComparison.Ordinal);
}
