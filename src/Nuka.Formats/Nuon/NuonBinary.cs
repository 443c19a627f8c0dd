using System.Collections.Immutable;

namespace Nuka.Formats.Nuon;

/// <summary>Bytes.</summary>
/// <param name="value">The bytes.</param>
/// <param name="start">Offset of its first character, if it was read.</param>
/// <param name="end">Offset just behind its last character, if it was read.</param>
public sealed class NuonBinary(ImmutableArray<byte> value, int start = 0, int end = 0) : NuonValue(NuonKind.Binary, start, end)
{
    /// <summary>The bytes.</summary>
    public ImmutableArray<byte> Value { get; } = value;
}
