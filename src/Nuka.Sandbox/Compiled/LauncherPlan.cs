using System.Collections.Immutable;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>A plan as the launcher executes it, one property for each record of the file (specs/plan.md).</summary>
internal sealed record LauncherPlan
{
    internal required ImmutableArray<byte> Key { get; init; }

    internal required string Lease { get; init; }

    internal required ImmutableArray<FreshnessEntry> Freshness { get; init; }

    internal required string Target { get; init; }

    internal required ImmutableArray<CompiledRoot> Roots { get; init; }

    internal required ImmutableArray<SkeletonEntry> Skeleton { get; init; }

    internal required string Bubblewrap { get; init; }

    internal required ImmutableArray<ImmutableArray<byte>> Files { get; init; }

    internal required ImmutableArray<string> Passed { get; init; }

    internal required ImmutableArray<string> Watched { get; init; }

    internal required InnerPlan Inner { get; init; }

    /// <summary>The filter of the buses; <see langword="null"/>: none.</summary>
    internal required BusPlan? Bus { get; init; }

    /// <summary>What connects a network namespace of its own; <see langword="null"/>: nothing does.</summary>
    internal required NetworkPlan? Network { get; init; }

    /// <summary>What is looked for where it was not.</summary>
    internal required NewNames NewNames { get; init; }

    /// <summary>What the launcher mounts itself, in this order.</summary>
    internal required ImmutableArray<PlacedMount> Placed { get; init; }
}
