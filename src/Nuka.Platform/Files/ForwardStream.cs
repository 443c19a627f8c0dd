namespace Nuka.Platform.Files;

/// <summary>
/// A stream that can only be read, from its beginning to its end. What it cannot do it refuses with <see cref="NotSupportedException"/>, as
/// <see cref="Stream.CanWrite"/> announces; a subclass says how bytes are read.
/// </summary>
public abstract class ForwardStream : SequentialStream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
