using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;

namespace Nuka.Build.Roots;

/// <summary>
/// What a build can see, as a digest (specs/build.md): the identity of the package with every PID replaced by content ids, and the content id of every tree
/// that is joined into the root. Two builds of one key differ only by what a build must not depend on.
/// </summary>
public static class BuildKey
{
    private const string Context = "nuka build key v1";

    private static readonly string[] Replaced = ["needs-run", "packages", "runtime", "tools"];

    /// <summary>The build key.</summary>
    /// <param name="package">The package.</param>
    /// <param name="root">What it is built in.</param>
    /// <param name="built">The packages that it names, built.</param>
    public static Digest Of(PackageIr package, BuildRoot root, IReadOnlyDictionary<Pid, BuiltPackage> built) => Blake3.DeriveKey(Context, Text(package, root, built));

    /// <summary>The canonical text that the build key is the digest of.</summary>
    /// <param name="package">The package.</param>
    /// <param name="root">What it is built in.</param>
    /// <param name="built">The packages that it names, built.</param>
    public static byte[] Text(PackageIr package, BuildRoot root, IReadOnlyDictionary<Pid, BuiltPackage> built)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(built);
        return NuonText.WriteCanonical(new NuonRecord(
        [
            .. package.Identity.Fields.Where(field => !Replaced.Contains(field.Name)),
            new NuonField("needs-run", Named(PackageRole.Run)),
            new NuonField("packages", Named(PackageRole.Package)),
            new NuonField("tools", Named(PackageRole.Tool)),
            new NuonField("trees", new NuonList([.. root.All.Select(tree => Id(tree.Tree))])),
        ]));

        NuonList Named(PackageRole role) => new(
        [
            .. package.Links.Where(link => link.Role == role).Select(link => NuonRecord.Of(
                ("name", new NuonString(link.Package.Name)),
                ("trees", new NuonList([.. built[link.Package.Pid].Outputs.Select(output => Id(output.Tree))])))),
            .. package.Grafts.Where(link => link.Role == role && !link.Packages.IsEmpty).Select(link => NuonRecord.Of(
                ("name", new NuonString(link.Name)), ("trees", new NuonList([.. root.TreesOf(link).Select(Id)])))),
        ]);
    }

    private static NuonString Id(Digest tree) => new(Cid.OfTree(tree).ToString());
}
