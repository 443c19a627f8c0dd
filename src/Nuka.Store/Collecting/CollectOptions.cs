using System.Collections.Immutable;
using Nuka.Content.Trees;

namespace Nuka.Store;

/// <summary>How a store is collected.</summary>
public sealed record CollectOptions
{
    /// <summary>Whether only to count what would be removed.</summary>
    public bool DryRun { get; init; }

    /// <summary>What is kept besides what roots and held leases keep.</summary>
    public ImmutableArray<Cid> Keep { get; init; } = [];
}
