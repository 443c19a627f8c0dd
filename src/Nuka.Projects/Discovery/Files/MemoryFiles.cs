namespace Nuka.Projects.Discovery.Files;

/// <summary>Files of a package that was read from its archive.</summary>
public sealed class MemoryFiles : SourceFiles
{
    private readonly SortedDictionary<string, byte[]> files;
    private readonly List<string> paths;

    /// <summary>Takes over the files.</summary>
    /// <param name="label">What stands before the paths in evidence.</param>
    /// <param name="files">Path and bytes of each file.</param>
    public MemoryFiles(string label, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        Label = label;
        this.files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((string path, byte[] bytes) in files)
        {
            this.files[path] = bytes;
        }

        paths = [.. this.files.Keys];
    }

    /// <inheritdoc/>
    public override string Label { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths => paths;

    /// <inheritdoc/>
    public override byte[]? ReadBytes(string path, long limitBytes) =>
        files.TryGetValue(path, out byte[]? bytes) && bytes.LongLength <= limitBytes ? bytes : null;

    /// <inheritdoc/>
    public override bool IsExecutable(string path) => false;
}
