using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Build.Sources;

/// <summary>One source of a build, in the store.</summary>
/// <param name="Tree">What the build sees of it.</param>
public sealed record FetchedSource(Digest Tree)
{
    /// <summary>What stands in <see cref="Variables"/> in the place of the directory in which the build sees the tree.</summary>
    public const string Here = "{here}";

    /// <summary>Variables of the build's environment that let a package manager find what is in the tree.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The variables, for a build that sees the tree in a certain place.</summary>
    /// <param name="directory">The place: an absolute path in the build's root.</param>
    public ImmutableSortedDictionary<string, string> VariablesAt(string directory) =>
        Variables.ToImmutableSortedDictionary(one => one.Key, one => one.Value.Replace(Here, directory, StringComparison.Ordinal), StringComparer.Ordinal);
}
