namespace Nuka.Graft.Index;

/// <summary>How much an archive's index may ask of us; each limit is far above what the largest public archive needs.</summary>
public static class IndexLimits
{
    /// <summary>Longest stanza of a Packages file, in bytes: the longest in use is below 20 000, and one is held in memory whole.</summary>
    public const int StanzaSizeLimit = 1 << 20;

    /// <summary>Longest line of a Contents file, in bytes: a path of 4 096 bytes and a long list of packages.</summary>
    public const int ContentsLineSizeLimit = 1 << 18;

    /// <summary>Largest Packages file, unpacked: offsets in the compiled index have 32 bits.</summary>
    public const long PackagesSizeLimit = 1L << 30;

    /// <summary>Largest Contents file, unpacked: twelve times the largest in use.</summary>
    public const long ContentsSizeLimit = 8L << 30;

    /// <summary>Most packages in one Packages file.</summary>
    public const int PackageCountLimit = 2_000_000;

    /// <summary>Most rows kept from one Contents file.</summary>
    public const int ContentsRowCountLimit = 20_000_000;

    /// <summary>Most bytes of text in one compiled index.</summary>
    public const int TextSizeLimit = 1 << 30;
}
