namespace Nuka.Formats.Toml;

/// <summary>What a document may cost; real manifests and locks stay far below.</summary>
public static class TomlLimits
{
    /// <summary>Bytes of one document: a lock of 500 packages for ten platforms has less than 4 MiB.</summary>
    public const int DocumentBytes = 32 * 1024 * 1024;

    /// <summary>Arrays and inline tables in one another, parts of one dotted key: keeps the reader's stack bounded.</summary>
    public const int Depth = 100;
}
