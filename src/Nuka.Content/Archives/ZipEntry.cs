namespace Nuka.Content.Archives;

/// <summary>One entry of a zip archive, as the archive's directory says it: paths are neither cleaned nor checked for escapes.</summary>
public sealed record ZipEntry
{
    /// <summary>The path as bytes, never empty; a directory's ends with a slash.</summary>
    public required byte[] Path { get; init; }

    /// <summary>The mode that Unix gave it, its kind included (<c>st_mode</c>); 0 if the archive was made elsewhere.</summary>
    public required uint UnixMode { get; init; }

    /// <summary>The length of the content in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Path[^1] == (byte)'/';

    /// <summary>Whether it is a symbolic link, whose content is its target.</summary>
    public bool IsSymlink => (UnixMode & 0xF000) == 0xA000;

    /// <summary>Whether it is a file.</summary>
    public bool IsFile => !IsDirectory && (UnixMode & 0xF000) is 0 or 0x8000;

    internal ushort Method { get; init; }

    internal uint Crc { get; init; }

    internal long PackedBytes { get; init; }

    internal long HeaderOffset { get; init; }
}
