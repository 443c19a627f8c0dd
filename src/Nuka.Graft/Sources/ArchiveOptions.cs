using System.Collections.Immutable;
using Nuka.Graft.Download;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Sources;

/// <summary>What a Debian archive works with; everything is handed in.</summary>
public sealed record ArchiveOptions
{
    /// <summary>The state's directory of sources (<c>sources-v1</c>); made when first written.</summary>
    public required string Directory { get; init; }

    /// <summary>apt's configuration directory, for keys that are trusted for every source; <see langword="null"/>: there is none.</summary>
    public string? AptDirectory { get; init; }

    /// <summary>Absolute path of the program gpgv.</summary>
    public required string GpgvPath { get; init; }

    /// <summary>The GNU triplet of the machine's library directory: <c>x86_64-linux-gnu</c>.</summary>
    public required string LibraryTriplet { get; init; }

    /// <summary>Opens addresses.</summary>
    public required Fetcher Fetcher { get; init; }

    /// <summary>The clock that Valid-Until and ages are measured by.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Hears of the course of the work.</summary>
    public IProgressSink Progress { get; init; } = SilentProgress.Instance;

    /// <summary>Whether the network may not be used.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether lists of contents are fetched too (they are what takes time and space, and what discovery needs).</summary>
    public bool WithContents { get; init; } = true;

    /// <summary>How often an address is asked again after a failure that may pass.</summary>
    public int RetryCount { get; init; } = 2;

    /// <summary>Compressions in which index files are wanted, best first, as endings of their names.</summary>
    internal ImmutableArray<string> Compressions { get; init; } = [".xz", ".gz", ".zst", ""];
}
