using System.Collections.Immutable;
using System.Diagnostics;

namespace Nuka.Architecture.Tests;

/// <summary>The files of this repository, as git lists them: tracked, or new and not ignored.</summary>
internal static class CheckoutFiles
{
    /// <summary>Every file, relative to the top, in order.</summary>
    internal static ImmutableArray<string> All { get; } = List();

    /// <summary>The C# sources of the product and its tests.</summary>
    internal static IEnumerable<string> Sources => All.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The C# sources of the product alone.</summary>
    internal static IEnumerable<string> ProductSources => Sources.Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>The documents.</summary>
    internal static IEnumerable<string> Documents => All.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    /// <summary>The lines of a file, numbered from 1.</summary>
    internal static IEnumerable<(int Number, string Text)> Lines(string file) =>
        File.ReadLines(Path.Join(Checkout.Directory, file)).Select((text, index) => (index + 1, text));

    private static ImmutableArray<string> List()
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Checkout.Directory,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string names = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return
        [
            .. names.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(file => File.Exists(Path.Join(Checkout.Directory, file)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
