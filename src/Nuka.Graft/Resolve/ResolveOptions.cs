using System.Collections.Frozen;
using System.Collections.Immutable;
using Nuka.Graft.Index;
using Nuka.Solve;

namespace Nuka.Graft.Resolve;

/// <summary>How to choose packages.</summary>
public sealed record ResolveOptions
{
    /// <summary>The architecture to choose for, as Debian calls it: <c>amd64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Tells the time, for messages only.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Other architectures whose packages may stand beside; usually none.</summary>
    public ImmutableArray<string> ForeignArchitectures { get; init; } = [];

    /// <summary>What environments differ in from an installed Debian.</summary>
    public ResolvePolicy Policy { get; init; } = ResolvePolicy.Debian;

    /// <summary>Newest versions first, or fewest packages first.</summary>
    public SolvePolicy Preference { get; init; } = SolvePolicy.Newest;

    /// <summary>Packages of an existing lock: as few as possible are added or changed.</summary>
    public ImmutableArray<LockedPackage> Locked { get; init; } = [];

    /// <summary>Packages that are there already: what they satisfy needs no package more, and nothing chosen can conflict with them.</summary>
    public ImmutableArray<PackageRecord> Given { get; init; } = [];

    /// <summary>Names that may be chosen at one version only.</summary>
    public FrozenDictionary<string, string> Pinned { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The steps of the solver after which it takes the best it has found.</summary>
    public long StepLimit { get; init; } = SolveOptions.DefaultStepLimit;
}
