using System.Collections.Immutable;

namespace Nuka.Store;

/// <summary>What a verification looked at and found.</summary>
/// <param name="Trees">How many trees were checked.</param>
/// <param name="Blobs">How many files were read.</param>
/// <param name="Bytes">How long they are together.</param>
/// <param name="TreesForgotten">How many trees a repair took out of the index because something below them could not be had again.</param>
/// <param name="Findings">What is not as it should be, in the order of the names.</param>
public sealed record VerifyReport(long Trees, long Blobs, long Bytes, long TreesForgotten, ImmutableArray<VerifyFinding> Findings)
{
    /// <summary>Whether everything is right, or was put right.</summary>
    public bool IsSound => Findings.All(finding => finding.Repaired);
}
