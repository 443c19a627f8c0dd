namespace Nuka.Formats.Nuon;

/// <summary>Text; never holds a lone surrogate.</summary>
/// <param name="value">The text.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonString(string value, int start = 0, int end = 0) : NuonValue(NuonKind.String, start, end)
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;
}
