using System.Collections.Immutable;

namespace Nuka.Formats.Nuon;

/// <summary>A way into a value: <c>$.a.0."b c"?</c>.</summary>
/// <param name="members">The steps; none for <c>$.</c>.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonCellPath(ImmutableArray<NuonPathMember> members, int start = 0, int end = 0) : NuonValue(NuonKind.CellPath, start, end)
{
    /// <summary>The steps.</summary>
    public ImmutableArray<NuonPathMember> Members { get; } = members;
}
