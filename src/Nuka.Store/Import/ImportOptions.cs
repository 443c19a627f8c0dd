namespace Nuka.Store;

/// <summary>How a directory is imported.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// Whether a file whose status is what it was at the last import of the same directory is taken for unchanged, and not read.
    /// Files that changed shortly before that import are read again in any case.
    /// </summary>
    public bool UseStatCache { get; init; } = true;

    /// <summary>Whether only to say what the tree would be called: nothing is put into the store, which need not be writable then.</summary>
    public bool DryRun { get; init; }

    /// <summary>What is taken; <see langword="null"/>: everything. Several threads ask at once.</summary>
    public ImportFilter? Filter { get; init; }
}
