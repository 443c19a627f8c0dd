using System.Collections.Immutable;
using Nuka.Packages;

namespace Nuka.Cli.Commands;

/// <summary>The packages that came with nuka, as the first line of each file says: nothing is evaluated.</summary>
/// <param name="directory">The directory of their files.</param>
internal sealed class OwnPackages(string directory)
{
    /// <summary>Those whose name or first line has every word, whatever its letters' case; in the order of their names.</summary>
    /// <param name="words">The words.</param>
    internal ImmutableArray<(string Name, string Description)> Search(IReadOnlyCollection<string> words) =>
    [
        .. new PackageSet(directory).Names.Order(StringComparer.Ordinal).Select(name => (Name: name, Description: Describe(name)))
            .Where(package => words.All(word => package.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
                || package.Description.Contains(word, StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>The first line is <c># Name: what it is.</c></summary>
    private string Describe(string name)
    {
        string line = File.ReadLines(Path.Combine(directory, name + PackageSource.Ending)).FirstOrDefault() ?? "";
        return line[(line.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim('#', ' ', '.');
    }
}
