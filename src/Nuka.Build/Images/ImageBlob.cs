namespace Nuka.Build.Images;

/// <summary>A file of an image, as another one names it.</summary>
/// <param name="Digest">Its SHA-256, in lower case.</param>
/// <param name="Bytes">How many bytes it has.</param>
internal sealed record ImageBlob(string Digest, long Bytes)
{
    /// <summary>Its name in a layout.</summary>
    internal string Path => $"blobs/sha256/{Digest}";
}
