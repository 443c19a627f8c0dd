using Nuka.Content.Archives.Native;
using Nuka.Platform.Files;

namespace Nuka.Content.Archives;

/// <summary>The content of an entry; what is longer or shorter than is stated, or has another sum, is an error.</summary>
internal sealed class ZipContentStream(Stream content, long sizeBytes, uint expected) : ForwardStream
{
    private long done;
    private uint sum;

    /// <inheritdoc/>
    public override long Length => sizeBytes;

    /// <inheritdoc/>
    public override int Read(Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return 0;
        }

        int length;
        try
        {
            length = content.Read(destination);
        }
        catch (InvalidDataException error)
        {
            throw ArchiveProblem.Corrupt("zip archive", $"the data of an entry is not what deflate writes ({error.Message})");
        }

        done += length;
        sum = LibZ.Sum(sum, destination[..length]);
        bool isWhole = done == sizeBytes && sum == expected;
        return isWhole || (done < sizeBytes && length > 0)
            ? length : throw ArchiveProblem.Corrupt("zip archive", "an entry has another length or sum than is stated");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
