using System.Collections.Immutable;
using Nuka.Platform.Files;

namespace Nuka.Graft.Index;

/// <summary>A path of an archive's packages.</summary>
/// <param name="PathBytes">The path, without a first slash; bytes, since names of files are.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Packages">The packages that hold it.</param>
public sealed record ContentsMatch(byte[] PathBytes, ContentsKind Kind, ImmutableArray<string> Packages)
{
    /// <summary>The path for people.</summary>
    public string Path => FileName.Display(PathBytes);
}
