namespace Nuka.Formats.Nuon;

/// <summary>A span of time.</summary>
/// <param name="value">The span in nanoseconds; may be negative.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonDuration(long value, int start = 0, int end = 0) : NuonValue(NuonKind.Duration, start, end)
{
    /// <summary>The span in nanoseconds; may be negative.</summary>
    public long Nanoseconds { get; } = value;
}
