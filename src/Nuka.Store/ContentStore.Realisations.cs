using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Store.Errors;

namespace Nuka.Store;

/// <summary>What is known of builds: which build keys a package had, and which trees came of them.</summary>
public sealed partial class ContentStore
{
    /// <summary>Records signed realisations, all or none. Of one tree under one build key, each signer has one; a later one replaces it.</summary>
    /// <param name="realisations">The realisations; the caller has verified their signatures.</param>
    /// <exception cref="NukaException"><c>store/missing-tree</c>: the store does not have a tree that came out.</exception>
    public void PutRealisations(IReadOnlyCollection<StoredRealisation> realisations)
    {
        ArgumentNullException.ThrowIfNull(realisations);
        area.RequireWritable();
        foreach (Digest tree in realisations.Select(realisation => realisation.Tree).Where(tree => !area.HasTree(tree)))
        {
            throw StoreProblems.MissingTree(tree);
        }

        area.Index.PutRealisations(realisations);
    }

    /// <summary>What anybody says came of a build key, in the order of the trees and the signers. It is to be believed only if a trusted key signed it.</summary>
    /// <param name="buildKey">The build key.</param>
    /// <param name="output">The output's name.</param>
    public ImmutableArray<StoredRealisation> Realisations(Digest buildKey, string output) => [.. area.Index.Realisations(buildKey, output)];

    /// <summary>Everything that anybody says of where a tree came from.</summary>
    /// <param name="tree">The tree.</param>
    public ImmutableArray<StoredRealisation> RealisationsOf(Digest tree) => [.. area.Index.RealisationsOf(tree)];

    /// <summary>All trees that anybody says came of a build, in the order of their digests.</summary>
    public ImmutableArray<Digest> RealisedTrees() => [.. area.Index.RealisedTrees()];

    /// <summary>Records that the build of a package had a build key here. It can be found out again, and is forgotten with the key's last tree.</summary>
    /// <param name="pid">The package's input address.</param>
    /// <param name="buildKey">The build key.</param>
    public void PutBuildKey(Digest pid, Digest buildKey)
    {
        area.RequireWritable();
        area.Index.PutBuildKey(pid, buildKey);
    }

    /// <summary>The build keys that a package had here, in their order.</summary>
    /// <param name="pid">The package's input address.</param>
    public ImmutableArray<Digest> BuildKeys(Digest pid) => [.. area.Index.BuildKeys(pid)];
}
