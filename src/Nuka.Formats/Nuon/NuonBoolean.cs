namespace Nuka.Formats.Nuon;

/// <summary>True or false.</summary>
/// <param name="value">The truth value.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonBoolean(bool value, int start = 0, int end = 0) : NuonValue(NuonKind.Boolean, start, end)
{
    /// <summary>The truth value.</summary>
    public bool Value { get; } = value;
}
