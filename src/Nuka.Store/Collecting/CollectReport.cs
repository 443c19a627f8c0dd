namespace Nuka.Store;

/// <summary>What a collection kept and removed, counted exactly.</summary>
public sealed record CollectReport
{
    /// <summary>Trees (directories, each counted once) that stay.</summary>
    public required long TreesKept { get; init; }

    /// <summary>Trees that nothing kept.</summary>
    public required long TreesRemoved { get; init; }

    /// <summary>Blob files that stay.</summary>
    public required long BlobsKept { get; init; }

    /// <summary>Blob files that nothing kept.</summary>
    public required long BlobsRemoved { get; init; }

    /// <summary>The length of the files that stay.</summary>
    public required long BytesKept { get; init; }

    /// <summary>The length of the files that were removed: blobs, quarantined ones, and the copies that views had of blobs.</summary>
    public required long BytesFreed { get; init; }

    /// <summary>Views that nothing kept, those that were set aside included.</summary>
    public required long ViewsRemoved { get; init; }

    /// <summary>Views that stay.</summary>
    public required long ViewsKept { get; init; }

    /// <summary>Leases that somebody holds.</summary>
    public required long LeasesHeld { get; init; }

    /// <summary>Leases that nobody held any more.</summary>
    public required long LeasesRemoved { get; init; }

    /// <summary>Facts that spoke of trees that are gone.</summary>
    public required long FactsRemoved { get; init; }

    /// <summary>Things that a root names and the store does not have.</summary>
    public required long MissingFromRoots { get; init; }
}
