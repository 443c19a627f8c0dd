namespace Nuka.Formats.Nuon;

/// <summary>A 64-bit signed integer.</summary>
/// <param name="value">The number.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonInteger(long value, int start = 0, int end = 0) : NuonValue(NuonKind.Integer, start, end)
{
    /// <summary>The number.</summary>
    public long Value { get; } = value;
}
