using Nuka.Platform.Files;

namespace Nuka.Store;

/// <summary>Finds file names in a dictionary by their bytes, without making a name first.</summary>
internal sealed class FileNameComparer : IEqualityComparer<FileName>, IAlternateEqualityComparer<ReadOnlySpan<byte>, FileName>
{
    internal static FileNameComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(FileName x, FileName y) => x == y;

    /// <inheritdoc/>
    public int GetHashCode(FileName obj) => GetHashCode(obj.Bytes);

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, FileName other) => alternate.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        HashCode hash = default;
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public FileName Create(ReadOnlySpan<byte> alternate) => FileName.FromBytes(alternate);
}
