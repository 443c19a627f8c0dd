using System.Collections.Immutable;

namespace Nuka.Graft.Index;

/// <summary>What came of compiling one Packages file.</summary>
/// <param name="PackageCount">Packages in the index.</param>
/// <param name="SkippedCount">Stanzas left out.</param>
/// <param name="Notices">Why the first of them were left out, for people.</param>
public sealed record PackageIndexSummary(int PackageCount, int SkippedCount, ImmutableArray<string> Notices);
