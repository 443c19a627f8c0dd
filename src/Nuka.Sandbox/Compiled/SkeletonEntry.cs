namespace Nuka.Sandbox.Compiled;

/// <summary>A mount point that the launcher makes below the layers.</summary>
/// <param name="IsFile">Whether it is an empty file rather than a directory.</param>
/// <param name="Path">Its path without the leading slash; the parents stand before it.</param>
internal readonly record struct SkeletonEntry(bool IsFile, string Path);
