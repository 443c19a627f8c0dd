using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Join;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Roots;

/// <summary>What a package is built in: its runtime, and on top of it the trees of the packages that it names, with what these need to run.</summary>
public sealed record BuildRoot
{
    private BuildRoot(RealisedRuntime runtime, ImmutableArray<OwnedTree> packages)
    {
        Runtime = runtime;
        Packages = packages;
    }

    /// <summary>The runtime; it lies below.</summary>
    public RealisedRuntime Runtime { get; }

    /// <summary>The trees of packages, in join order: the lowest first.</summary>
    public ImmutableArray<OwnedTree> Packages { get; }

    /// <summary>Every tree that is joined, in join order.</summary>
    public IEnumerable<OwnedTree> All => Runtime.Layers.Concat(Packages);

    /// <summary>The trees of what a graft brought, in join order.</summary>
    /// <param name="graft">The graft; the package that this is the root of names it.</param>
    public IEnumerable<Digest> TreesOf(GraftLink graft)
    {
        ArgumentNullException.ThrowIfNull(graft);
        return graft.Packages.Select(package => Runtime.Layers.First(layer => layer.Owner == package.Owner).Tree);
    }

    /// <summary>Puts a root together.</summary>
    /// <param name="package">The package that is to be built.</param>
    /// <param name="runtime">Its runtime, with the grafts that it names.</param>
    /// <param name="built">The packages that it names, built.</param>
    /// <param name="store">The store, for the names in the trees.</param>
    /// <exception cref="NukaException"><c>environments/two-owners</c>: two of the packages have a path or a library in common.</exception>
    public static BuildRoot Join(PackageIr package, RealisedRuntime runtime, IReadOnlyDictionary<Pid, BuiltPackage> built, ContentStore store)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(built);
        ArgumentNullException.ThrowIfNull(store);
        HashSet<Digest> known = [.. runtime.Layers.Select(layer => layer.Tree)];
        ImmutableArray<OwnedTree>.Builder packages = ImmutableArray.CreateBuilder<OwnedTree>();
        foreach (PackageLink link in package.Links.Where(link => link.Role != PackageRole.Run))
        {
            BuiltPackage one = built[link.Package.Pid];
            packages.AddRange(one.RunClosure.Concat(one.Trees).Where(tree => known.Add(tree.Tree)));
        }

        BuildRoot root = new(runtime, packages.ToImmutable());
        RequireOneOwner(runtime, root.Packages, store);
        return root;
    }

    /// <summary>The directories of the root on this machine, topmost first.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cancellation">Stops the work.</param>
    public ImmutableArray<string> Show(ContentStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        Digest[] above = [.. Packages.Reverse().Select(tree => tree.Tree).Where(tree => tree != Tree.Empty.Digest)];
        return [.. store.ViewAll(above, () => { }, cancellation), Runtime.View];
    }

    /// <summary>A package may cover what the runtime has; two packages may not cover each other, and no library may be there twice.</summary>
    /// <param name="runtime">The runtime; it lies below.</param>
    /// <param name="packages">The trees of packages.</param>
    /// <param name="store">The store, for the names in the trees.</param>
    /// <exception cref="NukaException"><c>environments/two-owners</c>.</exception>
    internal static void RequireOneOwner(RealisedRuntime runtime, IEnumerable<OwnedTree> packages, ContentStore store)
    {
        const string Below = "runtime";
        ImmutableArray<JoinLayer> layers =
            [new JoinLayer(Below, runtime.Joined), .. packages.Select(tree => new JoinLayer(tree.Owner, tree.Tree) { Replaces = [Below] })];
        RootJoin.Join(layers, store.ReadTree);
        SonameOwners.Check(layers[1..].Concat(runtime.Layers.Select(layer => new JoinLayer(layer.Owner, layer.Tree))), layer => SonameTable.Of(store, layer.Tree));
    }
}
