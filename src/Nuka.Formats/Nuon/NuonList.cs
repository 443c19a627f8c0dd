using System.Collections.Immutable;

namespace Nuka.Formats.Nuon;

/// <summary>Values in order; a table is a list of records.</summary>
/// <param name="items">The values.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonList(ImmutableArray<NuonValue> items, int start = 0, int end = 0) : NuonValue(NuonKind.List, start, end)
{
    /// <summary>The values.</summary>
    public ImmutableArray<NuonValue> Items { get; } = items;
}
