namespace Nuka.Content.Trees;

/// <summary>What an entry of a tree is.</summary>
public enum TreeEntryKind
{
    /// <summary>Another tree.</summary>
    Directory,

    /// <summary>A blob, perhaps executable.</summary>
    File,

    /// <summary>A symbolic link; its target is data.</summary>
    Symlink,
}
