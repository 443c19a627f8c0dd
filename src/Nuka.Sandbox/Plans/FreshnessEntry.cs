namespace Nuka.Sandbox.Plans;

/// <summary>One path and what the kernel said of it when a plan was made; the plan is fresh while every entry still says the same.</summary>
/// <param name="Path">The path on the host. A link is not followed.</param>
/// <param name="Exists">Whether there was anything. If not, the other values are zero.</param>
/// <param name="Device">The device number as statx(2) reports it: major in the upper, minor in the lower 32 bits.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="SizeBytes">The size.</param>
/// <param name="ModifiedNanoseconds">Time of the last change of content, since 1970.</param>
/// <param name="ChangedNanoseconds">Time of the last change of the inode, since 1970.</param>
public sealed record FreshnessEntry(
    string Path, bool Exists, ulong Device, ulong Inode, long SizeBytes, long ModifiedNanoseconds, long ChangedNanoseconds);
