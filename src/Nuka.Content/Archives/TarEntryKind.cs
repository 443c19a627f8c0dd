namespace Nuka.Content.Archives;

/// <summary>What an entry of a tar archive is.</summary>
public enum TarEntryKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link; its target is data.</summary>
    Symlink,

    /// <summary>Another name of a file that came before in the archive.</summary>
    HardLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Pipe,
}
