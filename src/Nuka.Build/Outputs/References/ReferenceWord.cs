using System.Collections.Immutable;

namespace Nuka.Build.Outputs.References;

/// <summary>One thing that a file of a tree names and does not hold.</summary>
/// <param name="Kind">How it refers.</param>
/// <param name="File">The file's path below the tree's root, as bytes.</param>
/// <param name="Names">What it names, as bytes; of several the first one that is there serves.</param>
internal sealed record ReferenceWord(ReferenceKind Kind, byte[] File, ImmutableArray<byte[]> Names)
{
    /// <summary>Whether the file does without it.</summary>
    internal bool IsOptional { get; init; }

    /// <summary>Where a library is searched first (DT_RUNPATH), unexpanded.</summary>
    internal ImmutableArray<byte[]> SearchPaths { get; init; } = [];
}
