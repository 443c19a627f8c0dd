namespace Nuka.Content.Archives;

/// <summary>One entry of a tar archive, as the archive says it: paths are neither cleaned nor checked for escapes.</summary>
public sealed record TarEntry
{
    /// <summary>The path as bytes, never empty; may be absolute, begin with <c>./</c>, hold <c>..</c>, or end with a slash.</summary>
    public required byte[] Path { get; init; }

    /// <summary>What it is.</summary>
    public required TarEntryKind Kind { get; init; }

    /// <summary>What a symbolic link says, or the path that a hard link is another name of; empty for the others.</summary>
    public required byte[] LinkTarget { get; init; }

    /// <summary>The permission bits, set-id and sticky bits included.</summary>
    public required uint Mode { get; init; }

    /// <summary>The length of the content in bytes; 0 for everything but files.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The content; readable until the reader moves on. Empty for everything but files.</summary>
    public required Stream Content { get; init; }
}
