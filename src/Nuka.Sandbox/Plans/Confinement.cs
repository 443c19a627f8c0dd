using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>What Landlock enforces inside a sandbox, besides the mounts. The launcher refuses to start when the kernel cannot do what stands here.</summary>
public sealed record Confinement
{
    /// <summary>No Landlock at all: for kernels that have none, and wherever nested namespaces are granted (Landlock refuses every mount).</summary>
    public static Confinement None => new();

    /// <summary>Directories and files inside that may be written; empty: writing is left to the mounts. Absent ones are passed over.</summary>
    public ImmutableArray<string> WritablePaths { get; init; } = [];

    /// <summary>Whether abstract sockets outside the sandbox are out of reach (Landlock ABI 6).</summary>
    public bool ScopeAbstractSockets { get; init; }

    /// <summary>Whether processes outside the sandbox cannot be signalled, not even those of the same process group (Landlock ABI 6).</summary>
    public bool ScopeSignals { get; init; }

    /// <summary>Whether Landlock is used at all.</summary>
    public bool IsActive => !WritablePaths.IsEmpty || ScopeAbstractSockets || ScopeSignals;
}
