using Nuka.Content.Archives.Native;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Content.Archives;

/// <summary>What a compressed stream holds: feeds a decoder, joins members, and watches the limits.</summary>
internal sealed class DecompressionStream : ForwardStream
{
    private const int BufferBytes = 128 << 10;

    private readonly Stream source;
    private readonly ArchiveLimits limits;
    private readonly byte[] buffer = new byte[BufferBytes];
    private CompressionFormat format;
    private MemberDecoder? decoder;
    private int position;
    private int filled;
    private bool sourceEnded;
    private bool insideMember;
    private bool finished;
    private long bytesIn;
    private long bytesOut;

    internal DecompressionStream(Stream source, CompressionFormat format, ArchiveLimits limits)
    {
        this.source = source;
        this.format = format;
        this.limits = limits;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> destination)
    {
        if (destination.IsEmpty || finished)
        {
            return 0;
        }

        int produced = format == CompressionFormat.Stored ? ReadStored(destination) : ReadMembers(destination);
        bytesOut += produced;
        CheckLimits();
        return produced;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder?.Dispose();
            source.Dispose();
            finished = true;
        }

        base.Dispose(disposing);
    }

    private int ReadStored(Span<byte> destination)
    {
        int length = source.Read(destination);
        bytesIn += length;
        return length;
    }

    private int ReadMembers(Span<byte> destination)
    {
        while (true)
        {
            if (!insideMember && !BeginMember())
            {
                finished = true;
                return 0;
            }

            if (position == filled)
            {
                Fill();
            }

            MemberStep step = decoder!.Step(buffer.AsSpan(position, filled - position), destination);
            position += step.Consumed;
            insideMember = !step.MemberEnded;
            if (step.Produced > 0)
            {
                return step.Produced;
            }

            if (step is { MemberEnded: false, Consumed: 0 } && sourceEnded)
            {
                throw ArchiveProblem.Truncated(decoder.Name);
            }
        }
    }

    private bool BeginMember()
    {
        while (filled - position < Decompression.MagicBytes && !sourceEnded)
        {
            Fill();
        }

        ReadOnlySpan<byte> rest = buffer.AsSpan(position, filled - position);
        if (decoder is null)
        {
            CompressionFormat found = Decompression.Sniff(rest);
            format = format == CompressionFormat.Detect ? found : format;
            decoder = found == format && found != CompressionFormat.Stored ? Decompression.CreateDecoder(format, limits) : throw NotTheFormat(rest);
            insideMember = true;
            return true;
        }

        if (SkipPadding(ref rest))
        {
            return false;
        }

        if (Decompression.Sniff(rest) != format)
        {
            throw ArchiveProblem.Trailing(decoder.Name);
        }

        decoder.Reset();
        insideMember = true;
        return true;
    }

    /// <summary>The xz format §2.2 lets zeros, four at a time, stand behind a stream.</summary>
    /// <returns>Whether the end of the source was reached.</returns>
    private bool SkipPadding(ref ReadOnlySpan<byte> rest)
    {
        while (format == CompressionFormat.Xz && rest.StartsWith<byte>([0, 0, 0, 0]))
        {
            position += 4;
            while (filled - position < Decompression.MagicBytes && !sourceEnded)
            {
                Fill();
            }

            rest = buffer.AsSpan(position, filled - position);
        }

        return rest.IsEmpty;
    }

    private void Fill()
    {
        if (position > 0)
        {
            buffer.AsSpan(position, filled - position).CopyTo(buffer);
            filled -= position;
            position = 0;
        }

        int length = sourceEnded ? 0 : source.Read(buffer.AsSpan(filled));
        sourceEnded |= length == 0;
        filled += length;
        bytesIn += length;
    }

    private NukaException NotTheFormat(ReadOnlySpan<byte> beginning)
    {
        string wanted = format is CompressionFormat.Detect or CompressionFormat.Stored
            ? "a gzip, xz, zstd, bzip2 or lzip file"
            : $"a file of the format {format.ToString().ToLowerInvariant()}";
        string found = beginning.IsEmpty ? "it is empty" : $"it begins with the bytes {Convert.ToHexStringLower(beginning[..Math.Min(6, beginning.Length)])}";
        return new Problem("content/archive-format", $"this is not {wanted}")
        {
            Reasons = [found],
            Hints = ["fetch the file again; a server that answers with a page where the file should be does this"],
        }.ToException();
    }

    private void CheckLimits()
    {
        if (bytesOut > limits.TotalBytes)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.TotalBytes), "holds too many bytes", limits.TotalBytes);
        }

        if (bytesOut > limits.RatioFreeBytes && bytesOut / limits.Ratio > bytesIn)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.Ratio), "unpacks to too many bytes for each byte", limits.Ratio);
        }
    }
}
