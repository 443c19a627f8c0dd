using Nuka.Content.Trees;
using Nuka.Platform.State;
using Nuka.Projects.Exec;
using Nuka.Projects.Realise;
using Nuka.Store;

namespace Nuka.Projects.Tests.Realise;

public sealed class KeptEnvironments
{
    [Fact]
    public async Task What_is_kept_of_an_environment_is_all_that_showing_it_again_takes()
    {
        using PackageStore packages = new();
        packages.With("tool", "", root => root.Write("usr/bin/tool", "#!/bin/sh\n")).With("data", "Depends: tool\n", root => root.Write("usr/share/data", "x"));
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        RealisedEnvironment made = await packages.Realiser.RealiseAsync(packages.Orders, cancellation);
        packages.Store.SetRoot("project:/p", ProjectLocker.KeepsForLater(made));
        packages.Store.Collect(cancellation: cancellation);
        RealisedEnvironment? again = packages.Realiser.TryShow(packages.Orders, made.Trees, made.Finish, cancellation);
        Assert.Equal(made.Joined, again?.Joined);
        Assert.Equal(made.Controls, again?.Controls);

        // What a running program needs is less: after that the packages have to be fetched again.
        packages.Store.SetRoot("project:/p", ProjectLocker.Keeps(made));
        packages.Store.Collect(cancellation: cancellation);
        Assert.All(made.Trees, tree => Assert.True(packages.Store.Contains(Cid.OfTree(tree))));
        Assert.Null(packages.Realiser.TryShow(packages.Orders, made.Trees, made.Finish, cancellation));
    }

    [Fact]
    public async Task The_stable_path_shows_the_right_bytes_again_at_the_next_start_after_somebody_changed_them()
    {
        using PackageStore packages = new();
        packages.With("tool", "", root => root.Write("usr/bin/tool", "#!/bin/sh\n"));
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        RealisedEnvironment made = await packages.Realiser.RealiseAsync(packages.Orders, cancellation);
        using TemporaryProject state = new();
        StableRoot stable = new(new StateDirectory(state.Directory));
        Assert.True(stable.Turn("/project", made.Root.View));
        string tool = Path.Combine(stable.PathOf("/project"), "usr/bin/tool");
        File.Delete(tool);
        File.WriteAllText(tool, "#!/bin/evil\n");
        Assert.Contains(packages.Store.Verify(cancellation: cancellation).Findings,
            finding => finding.Kind == VerifyFindingKind.WrongView && finding.File.EndsWith("/usr/bin/tool", StringComparison.Ordinal));
        Assert.False(stable.Turn("/project", packages.Realiser.TryShow(packages.Orders, made.Trees, made.Finish, cancellation)?.Root.View));
        Assert.Equal("#!/bin/sh\n", File.ReadAllText(tool));
    }
}
