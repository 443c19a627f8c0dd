using Nuka.Content.Trees;
using Nuka.Projects.Exec;
using Nuka.Projects.Realise;

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
}
