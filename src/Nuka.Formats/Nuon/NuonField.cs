namespace Nuka.Formats.Nuon;

/// <summary>One named value of a record.</summary>
/// <param name="Name">The name; any text.</param>
/// <param name="Value">The value.</param>
/// <param name="Start">Offset of the name in the text it was read from; 0 for a field that was made.</param>
/// <param name="End">Offset just behind the name.</param>
public sealed record NuonField(string Name, NuonValue Value, int Start = 0, int End = 0);
