using System.Collections.Immutable;
using Nuka.Graft.Download;

namespace Nuka.Graft.NuGet;

/// <summary>How NuGet's sources are reached.</summary>
public sealed record NuGetSourceOptions
{
    /// <summary>The sources, in the order in which they are asked.</summary>
    public required Lazy<ImmutableArray<NuGetFeed>> Feeds { get; init; }

    /// <summary>The authorities under which packages may be signed.</summary>
    public required Lazy<SigningRoots> Authorities { get; init; }

    /// <summary>Opens addresses.</summary>
    public required Fetcher Fetcher { get; init; }

    /// <summary>Gets and keeps files.</summary>
    public required Lazy<Downloader> Downloader { get; init; }

    /// <summary>The directory in which answers are kept, so that they serve without the network.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the network may not be used.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The clock that the use of a kept answer is noted by; <see langword="null"/>: it is not noted.</summary>
    public TimeProvider? Time { get; init; }
}
