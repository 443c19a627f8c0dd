using System.Collections.Immutable;
using Nuka.Build.Realisations;
using Nuka.Content.Hashing;
using Nuka.Packages.Identity;

namespace Nuka.Build.Roots;

/// <summary>A package whose trees are in the store.</summary>
/// <param name="Package">The package.</param>
/// <param name="Key">The build key that its trees answer.</param>
/// <param name="Outputs">The trees, in the order of the package's outputs.</param>
public sealed record BuiltPackage(PackageIr Package, Digest Key, ImmutableArray<(string Output, Digest Tree)> Outputs)
{
    /// <summary>
    /// What must be there when an output is used, with all that this needs in its turn, in the order of the outputs; another output of the package may be among it.
    /// </summary>
    public required ImmutableArray<ImmutableArray<OwnedTree>> Runs { get; init; }

    /// <summary>What must be there for all of its outputs, beside them, with all that this needs in its turn; in the order of digests.</summary>
    public ImmutableArray<OwnedTree> RunClosure => RunClosureOf([.. Outputs.Select(output => output.Output)]);

    /// <summary>Who signed what was taken, where it was not built just now; and who says otherwise.</summary>
    public ImmutableArray<RealisationChoice> Choices { get; init; } = [];

    /// <summary>Whether it was built just now; else its trees were known.</summary>
    public bool WasBuilt { get; init; }

    /// <summary>Its own trees.</summary>
    public IEnumerable<OwnedTree> Trees => TreesOf([.. Outputs.Select(output => output.Output)]);

    /// <summary>Its own trees that are there for running it: all but the output <c>dev</c>.</summary>
    public IEnumerable<OwnedTree> RunTrees => TreesOf([.. Package.RunOutputs]);

    /// <summary>What must be there for some of its outputs, beside them, with all that this needs in its turn; in the order of digests.</summary>
    /// <param name="names">The names of the outputs.</param>
    public ImmutableArray<OwnedTree> RunClosureOf(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        HashSet<Digest> chosen = [.. Outputs.Where(output => names.Contains(output.Output)).Select(output => output.Tree)];
        return
        [
            .. Outputs.Zip(Runs).Where(pair => names.Contains(pair.First.Output)).SelectMany(pair => pair.Second)
                .Where(tree => !chosen.Contains(tree.Tree)).DistinctBy(tree => tree.Tree).OrderBy(tree => tree.Tree),
        ];
    }

    private IEnumerable<OwnedTree> TreesOf(IReadOnlyCollection<string> names) =>
        Outputs.Where(output => names.Contains(output.Output)).Select(output => new OwnedTree(Package.NameOf(output.Output), output.Tree));
}
