namespace Nuka.Graft.Download;

/// <summary>What a collection of downloads removed and kept.</summary>
/// <param name="FilesRemoved">Files that nothing needed any more, unfinished ones included.</param>
/// <param name="BytesFreed">Their length.</param>
/// <param name="FilesKept">Files that stay.</param>
/// <param name="BytesKept">Their length.</param>
public sealed record DownloadReport(long FilesRemoved, long BytesFreed, long FilesKept, long BytesKept);
