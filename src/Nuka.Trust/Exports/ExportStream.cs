using Nuka.Content.Archives;
using Nuka.Platform.Files;

namespace Nuka.Trust.Exports;

/// <summary>A stream whose beginning was read already, to see whether it is compressed.</summary>
internal sealed class ExportStream : ForwardStream
{
    private const int BeginningBytes = 6;

    private readonly Stream rest;
    private ReadOnlyMemory<byte> beginning;

    private ExportStream(ReadOnlyMemory<byte> beginning, Stream rest)
    {
        this.beginning = beginning;
        this.rest = rest;
    }

    /// <summary>Opens an export, compressed or not.</summary>
    internal static Stream Open(Stream archive)
    {
        byte[] beginning = new byte[BeginningBytes];
        int length = archive.ReadAtLeast(beginning, BeginningBytes, throwOnEndOfStream: false);
        ExportStream whole = new(beginning.AsMemory(0, length), archive);
        CompressionFormat format = Decompression.Sniff(beginning.AsSpan(0, length));
        return format == CompressionFormat.Stored ? whole : Decompression.Open(whole, format, ExportLimits.Archive);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (beginning.IsEmpty)
        {
            return rest.Read(buffer);
        }

        int length = Math.Min(buffer.Length, beginning.Length);
        beginning.Span[..length].CopyTo(buffer);
        beginning = beginning[length..];
        return length;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        rest.Dispose();
        base.Dispose(disposing);
    }
}
