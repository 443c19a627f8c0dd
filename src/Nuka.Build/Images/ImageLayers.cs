using System.Collections.Immutable;
using Nuka.Build.Roots;
using Nuka.Content.Trees;

namespace Nuka.Build.Images;

/// <summary>Divides the trees of an image into layers.</summary>
public static class ImageLayers
{
    /// <summary>Layers that an image has at most: engines that mount each as a layer of overlayfs stop at 127, and whoever builds on the image needs some.</summary>
    public const int Limit = 100;

    /// <summary>
    /// The runtime is one layer, which all images share that begin with it; then each tree is one, in the order of digests, so that the order in which packages
    /// are named means nothing. Trees above the limit are one layer together.
    /// </summary>
    /// <param name="runtime">The runtime, joined.</param>
    /// <param name="trees">The trees above it; one that stands twice counts once.</param>
    public static ImmutableArray<ImageLayer> Of(OwnedTree runtime, IEnumerable<OwnedTree> trees)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        OwnedTree[] above = [.. trees.Where(tree => tree.Tree != Tree.Empty.Digest && tree.Tree != runtime.Tree).DistinctBy(tree => tree.Tree).OrderBy(tree => tree.Tree)];
        int alone = above.Length < Limit ? above.Length : Limit - 2;
        OwnedTree[] together = above[alone..];
        ImageLayer[] rest = together.Length == 0 ? [] : [new ImageLayer(string.Join(", ", together.Select(tree => tree.Owner)), [.. together.Select(tree => tree.Tree)])];
        return [new ImageLayer(runtime.Owner, [runtime.Tree]), .. above[..alone].Select(tree => new ImageLayer(tree.Owner, [tree.Tree])), .. rest];
    }
}
