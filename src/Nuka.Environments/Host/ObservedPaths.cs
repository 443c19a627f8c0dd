using System.Collections.Immutable;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Host;

/// <summary>
/// What the kernel said of the paths that a plan depends on, so that a kept one is made anew when it says another thing. An entry of freshness does not
/// follow links: each on the way has one, and so has what they lead to.
/// </summary>
internal sealed class ObservedPaths
{
    private readonly Dictionary<string, FreshnessEntry> entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> added = new(StringComparer.Ordinal);

    /// <summary>How many they are.</summary>
    internal int Count => entries.Count;

    /// <summary>What was said, each path as it was when it was asked for first.</summary>
    internal ImmutableArray<FreshnessEntry> Entries => [.. entries.Values];

    /// <summary>An absolute path in the one way that a plan writes it.</summary>
    /// <param name="path">A path as a person, or a configuration, wrote it.</param>
    internal static string PathOf(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Observes a path; to be done before it is looked at or read.</summary>
    /// <param name="path">An absolute path.</param>
    internal void Add(string path)
    {
        string normal = PathOf(path);
        if (added.Add(normal))
        {
            AddOne(normal);
            AddOne(AddLinks(normal));
        }
    }

    /// <summary>Observes only which way a path leads: of a directory whose files may come and go.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Where it leads.</returns>
    internal string AddLinks(string path) => RealPath.OrAsWritten(PathOf(path), at =>
    {
        string? target = new FileInfo(at).LinkTarget;
        if (target is not null)
        {
            AddOne(at);
        }

        return target;
    });

    private void AddOne(string path)
    {
        if (HostFile.Watchable(path) is not "/" and { } watched && !entries.ContainsKey(watched))
        {
            entries.Add(watched, FreshnessEntry.Observe(watched));
        }
    }
}
