namespace Nuka.Build.Logs;

/// <summary>What a collection of logs did.</summary>
/// <param name="Removed">Files that were removed.</param>
/// <param name="BytesFreed">Their length.</param>
/// <param name="Kept">Files that stay.</param>
public sealed record LogSweep(long Removed, long BytesFreed, long Kept);
