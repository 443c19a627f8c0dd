using System.Collections.Immutable;
using Nuka.Graft.Download;

namespace Nuka.Graft.Registries;

/// <summary>How registries of one language are reached.</summary>
public sealed record RegistryOptions
{
    /// <summary>Their addresses, in the order in which they are asked. Looked for when they are needed.</summary>
    public required Lazy<ImmutableArray<Uri>> Addresses { get; init; }

    /// <summary>Opens addresses.</summary>
    public required Fetcher Fetcher { get; init; }

    /// <summary>The directory in which answers are kept, so that they serve without the network.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the network may not be used.</summary>
    public bool IsOffline { get; init; }

    /// <summary>The clock that the use of a kept answer is noted by; <see langword="null"/>: it is not noted.</summary>
    public TimeProvider? Time { get; init; }
}
