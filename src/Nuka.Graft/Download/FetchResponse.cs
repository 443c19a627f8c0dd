namespace Nuka.Graft.Download;

/// <summary>The open answer of an address.</summary>
internal sealed class FetchResponse(Stream content, long offset, long? totalBytes, IDisposable? owner) : IDisposable
{
    /// <summary>The bytes from <see cref="Offset"/> on.</summary>
    internal Stream Content { get; } = content;

    /// <summary>Where they begin in the file: what was asked for, or 0 if the server cannot continue.</summary>
    internal long Offset { get; } = offset;

    /// <summary>Size of the whole file, if the server says it.</summary>
    internal long? TotalBytes { get; } = totalBytes;

    public void Dispose()
    {
        Content.Dispose();
        owner?.Dispose();
    }
}
