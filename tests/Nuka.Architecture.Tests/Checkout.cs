using System.Collections.Immutable;
using System.Diagnostics;

namespace Nuka.Architecture.Tests;

/// <summary>The files of this repository, as git lists them: tracked, or new and not ignored.</summary>
internal static class Checkout
{
    /// <summary>The top directory.</summary>
    internal static string Directory { get; } = FindDirectory();

    /// <summary>Every file, relative to the top, in order.</summary>
    internal static ImmutableArray<string> Files { get; } = List();

    /// <summary>The C# sources of the product and its tests.</summary>
    internal static IEnumerable<string> Sources => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The C# sources of the product alone.</summary>
    internal static IEnumerable<string> ProductSources => Sources.Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>The documents.</summary>
    internal static IEnumerable<string> Documents => Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    /// <summary>The text of a file.</summary>
    internal static string Read(string file) => File.ReadAllText(Path.Join(Directory, file));

    /// <summary>The lines of a file, numbered from 1.</summary>
    internal static IEnumerable<(int Number, string Text)> Lines(string file) =>
        File.ReadLines(Path.Join(Directory, file)).Select((text, index) => (index + 1, text));

    private static string FindDirectory()
    {
        for (string? directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Join(directory, "nuka.slnx")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException("the tests do not lie in a checkout");
    }

    private static ImmutableArray<string> List()
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string names = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return
        [
            .. names.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(file => File.Exists(Path.Join(Directory, file)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
