namespace Nuka.Content.Trees;

/// <summary>The limits of a tree, each with its reason; specs/tree.md repeats them.</summary>
public static class TreeLimits
{
    /// <summary>Bytes of one directory's encoding. It is held in memory whole; a directory of a million usual names stays below.</summary>
    public const int EncodingBytes = 128 * 1024 * 1024;

    /// <summary>Entries of one directory. File systems slow down long before; it bounds what a short encoding can make us allocate.</summary>
    public const int Entries = 2_000_000;

    /// <summary>Bytes of a link's target: what the kernel accepts (PATH_MAX without its NUL).</summary>
    public const int TargetBytes = 4095;

    /// <summary>Directories inside one another. A path deeper than this cannot be opened by its absolute name (PATH_MAX).</summary>
    public const int Depth = 2047;
}
