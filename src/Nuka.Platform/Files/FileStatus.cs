namespace Nuka.Platform.Files;

/// <summary>What statx(2) says of one file; times are nanoseconds since 1970.</summary>
public readonly record struct FileStatus(
    FileKind Kind,
    uint Mode,
    uint Links,
    uint User,
    uint Group,
    ulong Inode,
    ulong Device,
    long SizeBytes,
    long ModifiedNanoseconds,
    long ChangedNanoseconds);
