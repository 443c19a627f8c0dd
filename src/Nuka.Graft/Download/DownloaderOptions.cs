using Nuka.Platform.Progress;

namespace Nuka.Graft.Download;

/// <summary>How files are fetched and kept.</summary>
public sealed record DownloaderOptions
{
    /// <summary>The directory of kept files; made when the first is fetched. Files lie in <c>sha256/HEX</c> and <c>sha512/HEX</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>Opens addresses.</summary>
    public required Fetcher Fetcher { get; init; }

    /// <summary>Time, for the waits between attempts.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Hears of the course of the work.</summary>
    public IProgressSink Progress { get; init; } = SilentProgress.Instance;

    /// <summary>Whether nothing may be fetched: what is there already is used, the rest is an error.</summary>
    public bool IsOffline { get; init; }

    /// <summary>How many files are fetched at once.</summary>
    public int ParallelCount { get; init; } = 6;

    /// <summary>How often one address is asked again after a failure that may pass.</summary>
    public int RetryCount { get; init; } = 3;

    /// <summary>The wait before the first repetition; each further one is twice as long.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Largest file whose size nobody says.</summary>
    public long UnknownSizeLimitBytes { get; init; } = 2L << 30;
}
