namespace Nuka.Platform.Files;

/// <summary>One entry that a directory lists.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind, or <see cref="FileKind.Other"/> where the file system does not say: ask for its status.</param>
/// <param name="KindKnown">Whether the file system said the kind.</param>
public readonly record struct DirectoryItem(FileName Name, FileKind Kind, bool KindKnown);
