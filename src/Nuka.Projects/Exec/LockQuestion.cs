using System.Collections.Immutable;
using Nuka.Graft.Resolve;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Exec;

/// <summary>What a lock is to answer: the needs of a project, turned to packages that an archive can be asked for.</summary>
public sealed record LockQuestion
{
    /// <summary>Names the question; see <see cref="LockRequest"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>What to ask the Debian archives for.</summary>
    public required ImmutableArray<ResolveRequest> Requests { get; init; }

    /// <summary>Packages of Debian archives that stand in directories of their own.</summary>
    public ImmutableArray<ResolveRequest> PrivateRequests { get; init; } = [];

    /// <summary>Packages of registries that carry runtimes.</summary>
    public ImmutableArray<RegistryPick> RegistryPackages { get; init; } = [];

    /// <summary>What is needed, why, and which package answers it.</summary>
    public ImmutableArray<LockedNeed> Needs { get; init; } = [];

    /// <summary>What only built artefacts ask for.</summary>
    public ImmutableArray<LockedNeed> Observed { get; init; } = [];

    /// <summary>The runtimes that were chosen.</summary>
    public ImmutableArray<LockedRuntime> Runtimes { get; init; } = [];

    /// <summary>Variables that the environment is to set.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
