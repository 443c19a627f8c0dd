using Nuka.Content.Archives.Native;
using Nuka.Platform.Errors;

namespace Nuka.Content.Archives;

/// <summary>Opens compressed streams: gzip, xz, Zstandard, bzip2 and lzip.</summary>
public static class Decompression
{
    /// <summary>The longest beginning that tells a format, in bytes.</summary>
    internal const int MagicBytes = 6;

    /// <summary>
    /// A stream of what the compressed stream holds. Every member, stream and frame is read, checksums are checked, and an end
    /// that comes early or late is an error; the last check happens only when the returned stream has been read to its end.
    /// </summary>
    /// <param name="source">The compressed bytes; closed with the returned stream.</param>
    /// <param name="format">How they are compressed.</param>
    /// <param name="limits">What may come out; <see cref="ArchiveLimits.Package"/> if not given.</param>
    /// <returns>A stream that can only be read forward. Reading throws <see cref="NukaException"/> with a code
    /// <c>content/archive-…</c> where the bytes are not what they should be.</returns>
    public static Stream Open(Stream source, CompressionFormat format = CompressionFormat.Detect, ArchiveLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DecompressionStream(source, format, limits ?? ArchiveLimits.Package);
    }

    /// <summary>Tells the format by the first bytes.</summary>
    /// <param name="beginning">At least the first 6 bytes, or all there are.</param>
    /// <returns><see cref="CompressionFormat.Stored"/> when no known format begins so.</returns>
    public static CompressionFormat Sniff(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith<byte>([0x1F, 0x8B]))
        {
            return CompressionFormat.Gzip;
        }

        if (beginning.StartsWith<byte>([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]))
        {
            return CompressionFormat.Xz;
        }

        // Behind the size of its blocks stands a block's first magic number or the end's; both are digits of constants (π, √π).
        if (beginning.Length >= 5 && beginning.StartsWith("BZh"u8) && beginning[3] is >= (byte)'1' and <= (byte)'9' && beginning[4] is 0x31 or 0x17)
        {
            return CompressionFormat.Bzip2;
        }

        // lzip's manual, "File format": the versions there are.
        if (beginning.Length >= 5 && beginning.StartsWith("LZIP"u8) && beginning[4] <= 1)
        {
            return CompressionFormat.Lzip;
        }

        // RFC 8878 §3.1.1 (a frame) and §3.1.2 (a skippable frame: sixteen magic numbers).
        bool zstd = beginning.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD])
            || (beginning.Length >= 4 && (beginning[0] & 0xF0) == 0x50 && beginning[1..].StartsWith<byte>([0x2A, 0x4D, 0x18]));
        return zstd ? CompressionFormat.Zstd : CompressionFormat.Stored;
    }

    internal static MemberDecoder CreateDecoder(CompressionFormat format, ArchiveLimits limits)
    {
        try
        {
            return format switch
            {
                CompressionFormat.Gzip => new GzipDecoder(),
                CompressionFormat.Xz => new XzDecoder(limits, isLzip: false),
                CompressionFormat.Bzip2 => new Bzip2Decoder(),
                CompressionFormat.Lzip => new XzDecoder(limits, isLzip: true),
                CompressionFormat.Zstd => new ZstdDecoder(limits),
                _ => throw new ArgumentOutOfRangeException(nameof(format)),
            };
        }
        catch (DllNotFoundException missing)
        {
            throw new Problem("content/decoder-missing", $"the library that reads {format.ToString().ToLowerInvariant()} is not on this machine")
            {
                Reasons = ["nuka uses libz.so.1, liblzma.so.5, libzstd.so.1 and libbz2.so.1.0"],
                Hints = ["install the packages zlib1g, liblzma5, libzstd1 and libbz2-1.0, or what your distribution calls them"],
            }.ToException(missing);
        }
    }
}
