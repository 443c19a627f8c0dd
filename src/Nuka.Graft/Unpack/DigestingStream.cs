using System.Security.Cryptography;

namespace Nuka.Graft.Unpack;

/// <summary>Passes bytes on and takes their SHA-256 on the way. Disposing it does nothing: a reader closes what it reads, and the digest is wanted after.</summary>
internal sealed class DigestingStream(Stream source, IncrementalHash hash) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what is left, and says the digest of everything.</summary>
    internal byte[] Finish()
    {
        CopyTo(Null);
        return hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> destination)
    {
        int length = source.Read(destination);
        hash.AppendData(destination[..length]);
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
