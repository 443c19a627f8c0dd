using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>A root joined by overlayfs in the launcher's own user namespace.</summary>
/// <param name="Layers">Directories on the host, topmost first; at least one, at most <see cref="PlanLimits.Layers"/>.</param>
public sealed record OverlayRoot(ImmutableArray<string> Layers) : SandboxRoot
{
    /// <summary>A directory that takes every change, with <see cref="Work"/>; <see langword="null"/>: the root is read-only.</summary>
    public string? Upper { get; init; }

    /// <summary>An empty directory on the file system of <see cref="Upper"/>, for overlayfs itself.</summary>
    public string? Work { get; init; }
}
