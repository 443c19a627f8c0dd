using System.Collections.Immutable;
using Nuka.Build.Outputs.References;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Packages.Identity;
using Nuka.Store;

namespace Nuka.Build.Running;

/// <summary>
/// What the outputs of a build need when they run, with all that this needs in its turn: of a package its realisation says it, of a graft its files do.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="package">The package.</param>
/// <param name="root">What it was built in.</param>
/// <param name="built">The packages that it names, built.</param>
internal sealed class RunSets(ContentStore store, PackageIr package, BuildRoot root, IReadOnlyDictionary<Pid, BuiltPackage> built)
{
    /// <summary>The run closure of one output.</summary>
    /// <param name="tree">Its tree.</param>
    /// <param name="found">What the outputs of the build refer to.</param>
    internal ImmutableArray<Digest> Of(Digest tree, ImmutableArray<OutputReferences> found)
    {
        HashSet<Digest> all = [];
        Queue<Digest> open = new(
        [
            tree,
            .. package.Links.Where(link => link.Role == PackageRole.Run).SelectMany(link => built[link.Package.Pid].RunTrees).Select(one => one.Tree),
            .. package.Grafts.Where(link => link.Role == PackageRole.Run).SelectMany(root.TreesOf),
        ]);
        while (open.TryDequeue(out Digest next))
        {
            if (!all.Add(next))
            {
                continue;
            }

            IEnumerable<Digest> needed = found.FirstOrDefault(output => output.Output.Tree == next) is { } own ? own.References.Select(reference => reference.Owner.Tree)
                : built.Values.SelectMany(one => one.Outputs.Zip(one.Runs)).FirstOrDefault(pair => pair.First.Tree == next).Second is { IsDefault: false } runs ? runs.Select(one => one.Tree) : [];
            foreach (Digest one in needed)
            {
                open.Enqueue(one);
            }
        }

        ReferenceOwner[] layers = [.. root.Runtime.Layers.Select(layer => new ReferenceOwner(layer.Owner, layer.Tree) { IsFollowed = layer != root.Runtime.Layers[^1] })];
        all.UnionWith(RunClosure.Of(store, [.. layers.Where(layer => all.Contains(layer.Tree))], layers).Select(owner => owner.Tree));
        all.Remove(tree);
        return [.. all.Order()];
    }
}
