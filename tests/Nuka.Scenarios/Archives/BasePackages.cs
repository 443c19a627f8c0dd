using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Nuka.Scenarios.Archives;

/// <summary>
/// The packages that every environment holds, with just enough in them for a shell to run: a few of this machine's own programs and the libraries
/// that they name.
/// </summary>
internal static partial class BasePackages
{
    private static readonly string[] Empty =
        ["base-files", "bash", "debianutils", "diffutils", "findutils", "grep", "gzip", "hostname", "mawk", "sed", "tar"];

    private static readonly string[] Programs = ["cat", "sleep", "true", "touch", "mkdir"];

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<SmallPackage> All { get; } =
    [
        .. Empty.Select(name => new SmallPackage(name)),
        new SmallPackage("coreutils") { Copies = Programs.ToDictionary(name => $"usr/bin/{name}", name => $"/usr/bin/{name}") },
        new SmallPackage("dash")
        {
            Copies = new Dictionary<string, string> { ["usr/bin/dash"] = "/bin/dash" },
            Links = new Dictionary<string, string> { ["usr/bin/sh"] = "dash" },
        },
        new SmallPackage("libc-bin")
        {
            Copies = Programs.Select(name => $"/usr/bin/{name}").Prepend("/bin/dash").SelectMany(Libraries).Distinct()
                .ToDictionary(path => path[1..], path => path),
        },
    ];

    private static IEnumerable<string> Libraries(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return LibraryPath().Matches(said).Select(match => match.Value);
    }

    [GeneratedRegex(@"/[^\s()]+")]
    private static partial Regex LibraryPath();
}
