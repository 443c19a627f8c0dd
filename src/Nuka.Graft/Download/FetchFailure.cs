namespace Nuka.Graft.Download;

/// <summary>Why an address gave nothing; caught by whoever can try again or elsewhere.</summary>
internal sealed class FetchFailure(string reason, bool isFinal, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>Whether asking the same address again is useless: it has no such file, or refuses.</summary>
    internal bool IsFinal { get; } = isFinal;

    /// <summary>How far the attempt came.</summary>
    internal FetchReach Reach { get; init; } = FetchReach.Answer;

    /// <summary>How long the server asked us to wait; zero if it said nothing.</summary>
    internal TimeSpan RetryAfter { get; init; }
}
