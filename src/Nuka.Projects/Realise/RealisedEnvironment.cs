using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Environments.Exec;

namespace Nuka.Projects.Realise;

/// <summary>An environment whose every tree is in the store.</summary>
/// <param name="Trees">The packages' trees, in join order.</param>
/// <param name="Finish">The finish layer's tree.</param>
/// <param name="Joined">The joined root's digest.</param>
/// <param name="Root">The trees as directories on the host.</param>
public sealed record RealisedEnvironment(ImmutableArray<Digest> Trees, Digest Finish, Digest Joined, EnvironmentRoot Root)
{
    /// <summary>
    /// The trees of the packages' control files. No program sees them, and without them the store does not know the packages again: what
    /// keeps an environment for later keeps these too.
    /// </summary>
    public ImmutableArray<Digest> Controls { get; init; } = [];
}
