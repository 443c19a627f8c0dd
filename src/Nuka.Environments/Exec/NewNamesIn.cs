using System.Collections.Immutable;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>Chooses the directories of a project in which newly made names are looked for at each start and after it.</summary>
internal static class NewNamesIn
{
    /// <summary>Directories that are looked at: a start asks for the time of each one twice, at about a microsecond.</summary>
    internal const int DirectoryLimit = 512;

    /// <summary>Plans.</summary>
    /// <param name="project">The project's real absolute path.</param>
    /// <param name="seen">Its directories; none: they are not known, and nothing is looked for.</param>
    /// <param name="repositories">The directories in which git keeps repositories of submodules.</param>
    /// <param name="isGitOpen">Whether programs may change what git obeys.</param>
    internal static NewNames Of(string project, ImmutableArray<SeenDirectory> seen, IEnumerable<SeenDirectory> repositories, bool isGitOpen)
    {
        if (seen.IsEmpty)
        {
            return NewNames.None;
        }

        string[] ofGit = isGitOpen ? [] : [".git", "HEAD"];
        ImmutableArray<string> names = [.. ProtectedNames.Always, .. ProtectedNames.OtherRepositories, .. ofGit];
        SeenDirectory[] ordered = [.. seen.Concat(isGitOpen ? [] : repositories).OrderBy(one => one.Path.AsSpan().Count('/')).ThenBy(one => one.Path, StringComparer.Ordinal)];
        HashSet<string> looked = [.. ordered.Where(one => !one.IsToolMade).Take(DirectoryLimit).Select(one => one.Path)];
        HashSet<string> partial = [.. ordered.Where(one => !one.IsToolMade && !looked.Contains(one.Path)).Select(one => Above(one.Path))];
        return new NewNames(
            names,
            [.. ToolDirectories.Anywhere, .. ToolDirectories.Skipped],
            [
                .. ordered.Where(one => looked.Contains(one.Path) || (one.IsToolMade && looked.Contains(Above(one.Path)))).Select(one =>
                    new LookedDirectory(Path.Join(project, one.Path).TrimEnd('/'), Known(one, names), one.ModifiedNanoseconds)
                    {
                        IsPassedOver = one.IsToolMade,
                        HasUnknown = one.IsPartial || partial.Contains(one.Path),
                    }).Take(PlanLimits.LookedDirectories),
            ]);
    }

    /// <summary>At the top every name is protected, or watched by its path.</summary>
    private static ImmutableArray<string> Known(SeenDirectory directory, ImmutableArray<string> names) =>
        [.. names.Where(name => directory.Names.Contains(name) || (directory.Path.Length == 0 && name != "HEAD"))];

    private static string Above(string path) => path.Length == 0 ? "/" : Path.GetDirectoryName(path)!;
}
