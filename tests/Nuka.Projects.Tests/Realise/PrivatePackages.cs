using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Join;
using Nuka.Formats.Elf;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Observing;
using Nuka.Projects.Realise;

namespace Nuka.Projects.Tests.Realise;

/// <summary>Packages in directories of their own, beside others that have the same paths and sonames.</summary>
public sealed class PrivatePackages : IDisposable
{
    private readonly PackageStore packages = new();

    public void Dispose() => packages.Dispose();

    private Task<RealisedEnvironment> RealiseAsync() => packages.Realiser.RealiseAsync(packages.Orders, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Two_packages_with_one_path_are_an_error_that_names_the_way_out_and_one_of_them_may_stand_aside()
    {
        packages.With("new", "", root => root.Write("usr/bin/tool", "new")).With("old", "", root => root.Write("usr/bin/tool", "old"));
        Problem refused = (await Assert.ThrowsAsync<NukaException>(RealiseAsync)).Problem;
        Assert.Equal("environments/two-owners", refused.Code);
        Assert.Contains(refused.Hints, hint => hint.Contains("`private` in [system]", StringComparison.Ordinal));

        packages.Privately("opt/old");
        RealisedEnvironment made = await RealiseAsync();
        Assert.Equal("new", Read(made.Trees[0], "usr/bin/tool"));
        Assert.Equal("old", Read(made.Trees[1], "opt/old/bin/tool"));
        Assert.Null(Find(made.Trees[1], "usr"));
        Assert.Equal("deb:old in /opt/old", packages.Orders[1].Owner);
    }

    [Fact]
    public async Task What_is_kept_shows_private_packages_again_without_fetching_them()
    {
        packages.With("tool", "", root => root.Write("usr/bin/tool", "new")).With("old", "", root => root.Write("usr/bin/tool", "old")).Privately("opt/old");
        RealisedEnvironment made = await RealiseAsync();
        packages.Store.SetRoot("project:/p", ProjectLocker.KeepsForLater(made));
        packages.Store.Collect(cancellation: TestContext.Current.CancellationToken);
        RealisedEnvironment? again = packages.Realiser.TryShow(packages.Orders, made.Trees, made.Finish, TestContext.Current.CancellationToken);
        Assert.Equal(made.Joined, again?.Joined);
        Assert.Equal(made.Controls, again?.Controls);

        // Collected whole and made once more, it is the same.
        packages.Store.SetRoot("project:/p", []);
        packages.Store.Collect(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(made.Trees, (await RealiseAsync()).Trees);
    }

    [Fact]
    public async Task A_private_library_has_a_search_path_and_answers_nobody_elses_need()
    {
        packages.WithLibrary("base", "libbase.so.1").WithLibrary("other", "libother.so.1").WithLibrary("lib", "libthing.so.1", "Depends: base\n").Privately("opt/lib");
        RealisedEnvironment made = await RealiseAsync();
        TreeEntry library = Find(made.Trees[2], "opt/lib/lib/x86_64-linux-gnu/libthing.so.1")!.Value;
        Assert.Equal(["$ORIGIN"], ElfFile.TryRead(packages.Store.ReadBlob(library.Digest, 1 << 20))!.SearchPaths);
        Assert.Empty(SonameTable.Of(packages.Store, made.Trees[2]).Rows);

        LockedPlatform platform = packages.Lock(made);
        Assert.False(LibraryOwners.Of(packages.Store, platform).Has("libthing.so.1"));
        ProjectManifest manifest = ProjectManifest.Read(TomlDocument.Parse("[system]\nprivate = [\"lib\"]\n"u8, "eka.toml"));
        IEnumerable<string> run = new RunSet(packages.Store).Mark(new EnvironmentLock { Request = "" }, platform, manifest, [])
            .Where(package => package.Run).Select(package => package.Name);
        Assert.Equal(["base", "lib"], run);
    }

    private string Read(Digest tree, string path) =>
        System.Text.Encoding.UTF8.GetString(packages.Store.ReadBlob(Find(tree, path)!.Value.Digest, 1 << 20));

    private TreeEntry? Find(Digest tree, string path)
    {
        TreeEntry? found = null;
        foreach (string part in path.Split('/'))
        {
            found = packages.Store.ReadTree(found?.Digest ?? tree).Find(FileName.FromText(part));
            if (found is null)
            {
                return null;
            }
        }

        return found;
    }
}
