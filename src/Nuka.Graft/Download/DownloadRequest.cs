using System.Collections.Immutable;

namespace Nuka.Graft.Download;

/// <summary>One file to be had.</summary>
/// <param name="Name">What it is, for people: <c>libcairo2 1.16.0-7</c>.</param>
/// <param name="Checksum">What its bytes must hash to.</param>
/// <param name="SizeBytes">Its size; -1 if nobody says.</param>
/// <param name="Candidates">Addresses that may have it, best first.</param>
public sealed record DownloadRequest(string Name, Checksum Checksum, long SizeBytes, ImmutableArray<Uri> Candidates)
{
    /// <summary>What to do if it is nowhere to be had; <see langword="null"/>: nothing in particular.</summary>
    public string? Hint { get; init; }

    /// <summary>Where nobody says its size: what is larger is not fetched.</summary>
    public long SizeLimitBytes { get; init; } = long.MaxValue;

    /// <summary>Who says what its bytes hash to, for people.</summary>
    public string StatedBy { get; init; } = "the index";
}
