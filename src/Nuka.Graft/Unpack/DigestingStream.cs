using System.Security.Cryptography;
using Nuka.Platform.Files;

namespace Nuka.Graft.Unpack;

/// <summary>Passes bytes on and takes their SHA-256 on the way. Disposing it does nothing: a reader closes what it reads, and the digest is wanted after.</summary>
internal sealed class DigestingStream(Stream source, IncrementalHash hash) : ForwardStream
{
    /// <inheritdoc/>
    public override long Length => source.Length;

    /// <summary>Reads what is left, and says the digest of everything.</summary>
    internal byte[] Finish()
    {
        CopyTo(Null);
        return hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int length = source.Read(buffer);
        hash.AppendData(buffer[..length]);
        return length;
    }
}
