using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Store;

/// <summary>How a store is collected.</summary>
public sealed record CollectOptions
{
    /// <summary>Whether only to count what would be removed.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Done after the collection while still nobody else has the store open, for what is kept elsewhere only because of trees here. It is told of every
    /// tree whether it stays.
    /// </summary>
    public Action<Func<Digest, bool>>? Meanwhile { get; init; }

    /// <summary>Roots that count as if they were not there, by name: a dry run counts by it what goes once they are removed.</summary>
    public ImmutableHashSet<string> WithoutRoots { get; init; } = [];

    /// <summary>What is kept besides what roots and held leases keep.</summary>
    public ImmutableArray<Cid> Keep { get; init; } = [];
}
