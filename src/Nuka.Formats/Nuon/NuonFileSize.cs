namespace Nuka.Formats.Nuon;

/// <summary>A size of data.</summary>
/// <param name="value">The size in bytes; may be negative.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonFileSize(long value, int start = 0, int end = 0) : NuonValue(NuonKind.FileSize, start, end)
{
    /// <summary>The size in bytes; may be negative.</summary>
    public long Bytes { get; } = value;
}
