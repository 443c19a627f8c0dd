using System.Collections.Immutable;
using Nuka.Content.Trees;

namespace Nuka.Projects.Locks;

/// <summary>The exact environment for one platform.</summary>
public sealed record LockedPlatform
{
    /// <summary>Architecture and kernel: <c>x86_64-linux</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Level of the processor, such as <c>x86-64-v1</c>.</summary>
    public required string CpuLevel { get; init; }

    /// <summary>The cleaning policy that made the trees, with its epoch.</summary>
    public required string Cleaning { get; init; }

    /// <summary>The finish layer.</summary>
    public required Cid Finish { get; init; }

    /// <summary>The whole root: every tree and the finish layer joined.</summary>
    public required Cid Root { get; init; }

    /// <summary>The set for running what was built; <see langword="null"/> until one was asked for.</summary>
    public LockedRunSet? Run { get; init; }

    /// <summary>
    /// Whether only the packages are chosen: another machine did that, and what they become is for the first of this platform to write.
    /// Then <see cref="Root"/>, <see cref="Finish"/> and the packages' trees are not set.
    /// </summary>
    public bool IsOpen => Root == default;

    /// <summary>Variables that the environment sets, such as <c>npm_config_nodedir</c>.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The archives, as they were.</summary>
    public ImmutableArray<LockedSource> Sources { get; init; } = [];

    /// <summary>The packages, in the order in which they are finished and joined.</summary>
    public ImmutableArray<LockedPackage> Packages { get; init; } = [];
}
