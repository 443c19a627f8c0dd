namespace Nuka.Platform.Files;

/// <summary>
/// A stream that goes one way, from its beginning to its end: it has no length and no position, and refuses to be asked for them with
/// <see cref="NotSupportedException"/>, as <see cref="Stream.CanSeek"/> announces.
/// </summary>
public abstract class SequentialStream : Stream
{
    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
