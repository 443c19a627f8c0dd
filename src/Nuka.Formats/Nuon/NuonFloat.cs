namespace Nuka.Formats.Nuon;

/// <summary>An IEEE 754 double; <c>NaN</c> and the infinities can be written.</summary>
/// <param name="value">The number.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonFloat(double value, int start = 0, int end = 0) : NuonValue(NuonKind.Float, start, end)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;
}
