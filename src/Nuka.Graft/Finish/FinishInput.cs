using System.Collections.Immutable;
using Nuka.Graft.Unpack;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>What a finish layer is made of.</summary>
public sealed record FinishInput
{
    /// <summary>The packages in join order: what a package needs stands before it as far as that is possible. They must be in <see cref="Store"/>.</summary>
    public required ImmutableArray<GraftedPackage> Packages { get; init; }

    /// <summary>Where the packages are, and where the layer goes. It must be writable.</summary>
    public required ContentStore Store { get; init; }

    /// <summary>What the build sandbox is made with; <see langword="null"/> only where no script and no tool has to run.</summary>
    public required BuildTools? Tools { get; init; }

    /// <summary>An existing directory of the caller for the build, best on the store's file system; what is made in it is removed again.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>Make the layer even if it was made before: to see whether it comes out the same.</summary>
    public bool Again { get; init; }
}
