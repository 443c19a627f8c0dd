using Nuka.Packages.Identity;

namespace Nuka.Build.Running;

/// <summary>Where things are inside a build. All of it is constant: nothing of it may be found in an output.</summary>
internal static class BuildPlaces
{
    /// <summary>What everything is installed below instead of the root: the first output.</summary>
    internal const string Output = "/nuka-out";

    /// <summary>Where the build works.</summary>
    internal const string Work = "/nuka-build";

    /// <summary>Where nuka's own files are shown.</summary>
    internal const string Own = "/run/nuka";

    /// <summary>Nushell.</summary>
    internal const string Shell = Own + "/nu";

    /// <summary>The script of the step.</summary>
    internal const string Script = Own + "/build.nu";

    /// <summary>The directory of modules that the step may use.</summary>
    internal const string Modules = Own + "/lib";

    /// <summary>Where an output goes.</summary>
    /// <param name="output">Its name.</param>
    internal static string OutputOf(string output) => output == "out" ? Output : $"{Output}-{output}";

    /// <summary>The directory of an output, below that of the build on this machine.</summary>
    /// <param name="output">Its name.</param>
    internal static string DirectoryOf(string output) => output == "out" ? "out" : $"out-{output}";

    /// <summary>The directories of sources, below <see cref="Work"/>.</summary>
    /// <param name="count">How many there are.</param>
    internal static IEnumerable<string> Sources(int count) => count == 1 ? ["src"] : Enumerable.Range(1, count).Select(number => $"src-{number}");

    /// <summary>Where the step starts: in its source, if it has one.</summary>
    /// <param name="sources">How many there are.</param>
    internal static string Start(int sources) => sources == 1 ? $"{Work}/src" : Work;

    /// <summary>The variable that tells a build where an output goes: <c>out</c>, <c>dev</c>.</summary>
    /// <param name="package">The package.</param>
    internal static IEnumerable<(string Name, string Value)> Variables(PackageIr package) => package.Outputs.Select(output => (output, OutputOf(output)));
}
