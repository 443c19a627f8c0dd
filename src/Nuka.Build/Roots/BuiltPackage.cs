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
    /// <summary>What must be there when it runs, beside its own trees, with all that these need in their turn; in the order of digests.</summary>
    public required ImmutableArray<OwnedTree> RunClosure { get; init; }

    /// <summary>Who signed what was taken, where it was not built just now; and who says otherwise.</summary>
    public ImmutableArray<RealisationChoice> Choices { get; init; } = [];

    /// <summary>Whether it was built just now; else its trees were known.</summary>
    public bool WasBuilt { get; init; }

    /// <summary>Its own trees.</summary>
    public IEnumerable<OwnedTree> Trees =>
        Outputs.Select(output => new OwnedTree(Package.NameOf(output.Output), output.Tree));
}
