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
        Queue<Digest> open = new([tree, .. package.Links.Where(link => link.Role == PackageRole.Run).SelectMany(link => built[link.Package.Pid].Trees).Select(one => one.Tree)]);
        while (open.TryDequeue(out Digest next))
        {
            if (!all.Add(next))
            {
                continue;
            }

            IEnumerable<Digest> needed = found.FirstOrDefault(output => output.Output.Tree == next) is { } own ? own.References.Select(reference => reference.Owner.Tree)
                : built.Values.FirstOrDefault(one => one.Trees.Any(output => output.Tree == next)) is { } other ? other.RunClosure.Select(one => one.Tree)
                : OfGraft(next);
            foreach (Digest one in needed)
            {
                open.Enqueue(one);
            }
        }

        all.Remove(tree);
        return [.. all.Order()];
    }

    private IEnumerable<Digest> OfGraft(Digest tree)
    {
        ReferenceOwner[] layers = [.. root.Runtime.Layers.Select(layer => new ReferenceOwner(layer.Owner, layer.Tree))];
        return layers.FirstOrDefault(layer => layer.Tree == tree) is { } graft ? RunClosure.Of(store, [graft], layers).Select(owner => owner.Tree) : [];
    }
}
