using Nuka.Platform.Files;

namespace Nuka.Content.Archives;

/// <summary>The bytes of an entry as they lie in the archive. Disposing it does nothing: the archive belongs to its reader.</summary>
internal sealed class ZipMemberStream(Stream source, long offset, long sizeBytes) : ForwardStream
{
    private long done;

    /// <inheritdoc/>
    public override long Length => sizeBytes;

    /// <inheritdoc/>
    public override int Read(Span<byte> destination)
    {
        int wanted = (int)Math.Min(destination.Length, sizeBytes - done);
        if (wanted == 0)
        {
            return 0;
        }

        source.Position = offset + done;
        int length = source.Read(destination[..wanted]);
        done += length;
        return length > 0 ? length : throw ArchiveProblem.Truncated("zip archive");
    }
}
