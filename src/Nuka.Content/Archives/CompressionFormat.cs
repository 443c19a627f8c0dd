namespace Nuka.Content.Archives;

/// <summary>How a stream of bytes is compressed.</summary>
public enum CompressionFormat
{
    /// <summary>Found out by the first bytes; what has none of the known beginnings is refused.</summary>
    Detect,

    /// <summary>Not compressed.</summary>
    Stored,

    /// <summary>gzip, RFC 1952, any number of members.</summary>
    Gzip,

    /// <summary>xz, the .xz file format 1.1.0, any number of streams.</summary>
    Xz,

    /// <summary>Zstandard, RFC 8878, any number of frames.</summary>
    Zstd,

    /// <summary>bzip2, any number of streams.</summary>
    Bzip2,

    /// <summary>lzip, versions 0 and 1, any number of members.</summary>
    Lzip,
}
