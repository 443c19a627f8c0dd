using System.Collections.Immutable;
using Nuka.Graft.NuGet;

namespace Nuka.Cli.Frame;

/// <summary>
/// Finds the sources that NuGet would use here, in NuGet's own order (documentation of NuGet, "Common NuGet configurations"): the
/// machine's settings, the person's, then those of every directory from the top down to the one at hand.
/// </summary>
internal static class NuGetPlaces
{
    private static readonly string[] Names = ["nuget.config", "NuGet.config", "NuGet.Config"];

    /// <summary>Reads the sources.</summary>
    /// <param name="context">The command's context.</param>
    internal static ImmutableArray<NuGetFeed> Find(CommandContext context) => NuGetConfiguration.Read(Files(context));

    private static IEnumerable<string> Files(CommandContext context)
    {
        IEnumerable<string> files = All(context.Environment.GetValueOrDefault("NUGET_COMMON_APPLICATION_DATA", "/etc/opt") + "/NuGet/Config");
        if (context.Environment.GetValueOrDefault("HOME") is { Length: > 0 } home)
        {
            files = files.Concat(All(Path.Combine(home, ".nuget/config"))).Append(Path.Combine(home, ".config/NuGet/NuGet.Config"))
                .Append(Path.Combine(home, ".nuget/NuGet/NuGet.Config"));
        }

        Stack<string> directories = [];
        for (string? directory = context.WorkingDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            directories.Push(directory);
        }

        return files.Concat(directories.SelectMany(directory => Names.Select(name => Path.Combine(directory, name)))).Where(File.Exists);
    }

    private static string[] All(string directory) =>
        Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "*.config", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
}
