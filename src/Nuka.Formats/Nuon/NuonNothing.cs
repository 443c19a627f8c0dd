namespace Nuka.Formats.Nuon;

/// <summary>The absence of a value: <c>null</c>, and what an empty text holds.</summary>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonNothing(int start = 0, int end = 0) : NuonValue(NuonKind.Nothing, start, end);
