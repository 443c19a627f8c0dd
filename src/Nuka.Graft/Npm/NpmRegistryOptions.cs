using Nuka.Graft.Download;

namespace Nuka.Graft.Npm;

/// <summary>How a registry is reached.</summary>
public sealed record NpmRegistryOptions
{
    /// <summary>The registry's address, as npm's setting <c>registry</c> has it; <see langword="null"/> where nobody says. Asked for when it is needed.</summary>
    public required Lazy<Uri?> Address { get; init; }

    /// <summary>Opens addresses.</summary>
    public required Fetcher Fetcher { get; init; }

    /// <summary>Gets and keeps archives.</summary>
    public required Lazy<Downloader> Downloader { get; init; }

    /// <summary>The directory in which answers are kept, so that they serve without the network.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the network may not be used.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The clock that the use of a kept answer is noted by; <see langword="null"/>: it is not noted.</summary>
    public TimeProvider? Time { get; init; }
}
