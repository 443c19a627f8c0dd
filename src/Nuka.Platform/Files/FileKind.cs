namespace Nuka.Platform.Files;

/// <summary>What stands behind a name in a directory.</summary>
public enum FileKind
{
    /// <summary>Something else: a device, a socket, a pipe.</summary>
    Other,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Symlink,
}
