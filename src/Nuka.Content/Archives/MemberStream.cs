using Nuka.Platform.Files;

namespace Nuka.Content.Archives;

/// <summary>The bytes of one entry. It ends with the entry; an archive that ends inside it is an error, not an end.</summary>
internal sealed class MemberStream(BufferedSource source, long sizeBytes, string archive) : ForwardStream
{
    private readonly long size = sizeBytes;
    private bool abandoned;

    /// <summary>Bytes that have not been read yet.</summary>
    internal long Remaining { get; private set; } = sizeBytes;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    public override int Read(Span<byte> destination)
    {
        if (abandoned)
        {
            throw new InvalidOperationException("the reader has moved on to another entry");
        }

        if (Remaining == 0 || destination.IsEmpty)
        {
            return 0;
        }

        int length = source.Read(destination[..(int)Math.Min(destination.Length, Remaining)]);
        Remaining -= length;
        return length > 0 ? length : throw ArchiveProblem.Truncated(archive);
    }

    /// <summary>Passes over what is left and the bytes of padding behind it; the stream cannot be read any more.</summary>
    internal void Finish(int paddingBytes)
    {
        abandoned = true;
        if (!source.Skip(Remaining + paddingBytes))
        {
            throw ArchiveProblem.Truncated(archive);
        }

        Remaining = 0;
    }
}
