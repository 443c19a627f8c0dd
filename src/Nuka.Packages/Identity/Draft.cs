using System.Collections.Immutable;
using Nuka.Formats.Nuon;

namespace Nuka.Packages.Identity;

/// <summary>What evaluating a package file gave, read and checked; never hashed, for it is not closed.</summary>
internal sealed record Draft
{
    internal required string Name { get; init; }

    internal required string Version { get; init; }

    internal required ImmutableArray<DraftSource> Sources { get; init; }

    /// <summary>For the machine that the result runs on.</summary>
    internal required ImmutableArray<DraftReference> Packages { get; init; }

    /// <summary>For the machine that builds.</summary>
    internal required ImmutableArray<DraftReference> Tools { get; init; }

    /// <summary>Needed when the result runs, beside what is found in it.</summary>
    internal required ImmutableArray<DraftReference> NeedsRun { get; init; }

    internal required string Build { get; init; }

    internal required NuonRecord Arguments { get; init; }

    internal required NuonRecord Variables { get; init; }

    /// <summary>What may be in the outputs although it is refused otherwise.</summary>
    internal required NuonRecord Allow { get; init; }

    /// <summary>Why the build needs the network; empty if it does not.</summary>
    internal required string Impure { get; init; }

    internal required ImmutableArray<string> Outputs { get; init; }

    /// <summary>The options that the package has, with their defaults.</summary>
    internal required NuonRecord Options { get; init; }

    internal required string Runtime { get; init; }

    /// <summary>Where it may exist; everywhere if none is named.</summary>
    internal required ImmutableArray<string> Platforms { get; init; }

    /// <summary>Levels of processors that are worth a build of their own.</summary>
    internal required ImmutableArray<string> Levels { get; init; }

    /// <summary>The fields that nothing here reads: they go as they are into what is said about the package.</summary>
    internal required ImmutableArray<NuonField> About { get; init; }
}
