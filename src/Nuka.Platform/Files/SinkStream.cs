namespace Nuka.Platform.Files;

/// <summary>
/// A stream that can only be written, from its beginning to its end. What it cannot do it refuses with <see cref="NotSupportedException"/>, as
/// <see cref="Stream.CanRead"/> announces; a subclass says where bytes go.
/// </summary>
public abstract class SinkStream : SequentialStream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
