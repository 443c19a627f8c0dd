using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>
/// What Landlock enforces inside a sandbox, besides the mounts. The launcher refuses to start when the kernel cannot do what stands here.
/// </summary>
public sealed record Confinement
{
    /// <summary>No Landlock at all: for kernels that have none, and wherever nested namespaces are granted (Landlock refuses every mount).</summary>
    public static Confinement None => new();

    /// <summary>As much confinement as a kernel can do; what it cannot is left to the mounts, and a person is to be told.</summary>
    /// <param name="version">The version of its Landlock (<see cref="Probing.LandlockVersion"/>); 0: none.</param>
    /// <param name="writablePaths">What may be written.</param>
    public static Confinement For(int version, ImmutableArray<string> writablePaths) => new()
    {
        // Before version 2 no file could be moved between directories, before 3 none could be cut short: both break programs.
        WritablePaths = version >= Probing.LandlockVersion.WithWriteRights ? writablePaths : [],
        ScopeAbstractSockets = version >= Probing.LandlockVersion.WithScopes,
        ScopeSignals = version >= Probing.LandlockVersion.WithScopes,
    };

    /// <summary>Directories and files inside that may be written; empty: writing is left to the mounts. Absent ones are passed over.</summary>
    public ImmutableArray<string> WritablePaths { get; init; } = [];

    /// <summary>Whether abstract sockets outside the sandbox are out of reach (Landlock ABI 6).</summary>
    public bool ScopeAbstractSockets { get; init; }

    /// <summary>Whether processes outside the sandbox cannot be signalled, not even those of the same process group (Landlock ABI 6).</summary>
    public bool ScopeSignals { get; init; }
}
