namespace Nuka.Store.Views;

/// <summary>What a sweep of views kept and removed.</summary>
/// <param name="Removed">Views that are gone, those that were set aside included.</param>
/// <param name="Kept">Views that stay.</param>
/// <param name="BytesFreed">The length of the files that only those that are gone had: copies of blobs, where there could be no links.</param>
internal readonly record struct ViewSweep(long Removed, long Kept, long BytesFreed);
