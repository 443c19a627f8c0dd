using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace Nuka.Content.Archives;

/// <summary>
/// Reads a zip archive (APPNOTE 6.3.10) by its directory: stored and deflated entries, zip64. Names are bytes. What two readers could understand
/// differently is refused: something before or behind the archive, entries that overlap or are called otherwise where they lie, encrypted ones.
/// </summary>
public sealed class ZipReader : IDisposable
{
    private const string What = "zip archive";
    private const int EndBytes = 22;
    private const int CommentBytes = ushort.MaxValue;
    private const int CentralBytes = 46;
    private const int LocalBytes = 30;

    private readonly Stream source;
    private readonly ArchiveLimits limits;
    private long directoryOffset;

    /// <summary>Reads the directory of an archive.</summary>
    /// <param name="source">The archive, which can be read anywhere; closed with the reader.</param>
    /// <param name="limits">What may be read; <see cref="ArchiveLimits.Package"/> if not given.</param>
    /// <exception cref="Platform.Errors.NukaException"><c>content/archive-…</c>: it is damaged or exceeds a limit.</exception>
    public ZipReader(Stream source, ArchiveLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
        this.limits = limits ?? ArchiveLimits.Package;
        Entries = ReadDirectory();
        CheckLimits();
        CheckPlaces();
    }

    /// <summary>The entries, in the order of the directory.</summary>
    public ImmutableArray<ZipEntry> Entries { get; }

    /// <summary>Whether a file begins as a zip archive does, be it an empty one.</summary>
    /// <param name="beginning">At least its first four bytes, or all there are.</param>
    public static bool IsZip(ReadOnlySpan<byte> beginning) => beginning.StartsWith("PK\u0003\u0004"u8) || beginning.StartsWith("PK\u0005\u0006"u8);

    /// <summary>The content of an entry, one entry at a time. The read that finds its end checks its length and its sum.</summary>
    /// <param name="entry">An entry of this archive.</param>
    public Stream Open(ZipEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        byte[] header = Read(entry.HeaderOffset, LocalBytes);
        long start = entry.HeaderOffset + LocalBytes + Short(header, 26) + Short(header, 28);
        ZipMemberStream packed = new(source, start, entry.PackedBytes);
        Stream content = entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress);
        return new ZipContentStream(content, entry.SizeBytes, entry.Crc);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private ImmutableArray<ZipEntry> ReadDirectory()
    {
        (long offset, long size, long count) = FindDirectory();
        directoryOffset = offset;
        if (count > limits.EntryCount)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.EntryCount), "has too many entries", limits.EntryCount);
        }

        // An entry takes at least its header, and at most three fields of 64 KiB more; what lies there is all of the directory.
        byte[] directory = size >= count * CentralBytes && size <= (long)limits.ExtendedHeaderBytes * 256 ? Read(offset, (int)size) : throw Damaged("its directory has another size");
        ImmutableArray<ZipEntry>.Builder entries = ImmutableArray.CreateBuilder<ZipEntry>((int)count);
        int position = 0;
        for (long index = 0; index < count; index++)
        {
            entries.Add(ReadEntry(directory, ref position));
        }

        return position == directory.Length ? entries.MoveToImmutable() : throw Damaged("its directory holds more than it says");
    }

    /// <summary>The end of an archive says where its directory is; it stands right before that end.</summary>
    private (long Offset, long Size, long Count) FindDirectory()
    {
        int tailBytes = (int)Math.Min(source.Length, EndBytes + CommentBytes);
        byte[] tail = Read(source.Length - tailBytes, tailBytes);
        for (int at = tailBytes - EndBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (!end.StartsWith("PK\u0005\u0006"u8) || Short(end, 20) != end.Length - EndBytes)
            {
                continue;
            }

            long position = source.Length - tailBytes + at;
            (long offset, long size, long count, long expected) = (Int(end, 16), Int(end, 12), Short(end, 10), position);
            if (offset == uint.MaxValue || size == uint.MaxValue || count == ushort.MaxValue)
            {
                (offset, size, count, expected) = FindLargeDirectory(position);
            }
            else if (Short(end, 4) != 0 || Short(end, 6) != 0 || Short(end, 8) != count)
            {
                throw ArchiveProblem.Unsupported("a part of a split archive");
            }

            return offset >= 0 && size >= 0 && count >= 0 && offset <= expected && offset + size == expected
                ? (offset, size, count) : throw Damaged("its directory does not stand before its end");
        }

        throw ArchiveProblem.Truncated(What);
    }

    /// <summary>APPNOTE 4.3.14 and 4.3.15: the end of an archive whose numbers need 64 bits.</summary>
    private (long Offset, long Size, long Count, long Position) FindLargeDirectory(long endPosition)
    {
        byte[] locator = endPosition >= 20 ? Read(endPosition - 20, 20) : [];
        if (!locator.AsSpan().StartsWith("PK\u0006\u0007"u8))
        {
            throw Damaged("its end is that of a large archive, and there is none");
        }

        long position = Long(locator, 8);
        byte[] end = position >= 0 && position <= endPosition - 20 - 56 ? Read(position, 56) : [];
        return end.AsSpan().StartsWith("PK\u0006\u0006"u8) && Long(end, 24) == Long(end, 32)
            ? (Long(end, 48), Long(end, 40), Long(end, 32), position) : throw Damaged("the end of a large archive is not where it should be");
    }

    private static ZipEntry ReadEntry(byte[] directory, ref int position)
    {
        ReadOnlySpan<byte> header = directory.AsSpan(position);
        if (header.Length < CentralBytes || !header.StartsWith("PK\u0001\u0002"u8))
        {
            throw Damaged("an entry of its directory is none");
        }

        int name = Short(header, 28);
        int extra = Short(header, 30);
        int length = CentralBytes + name + extra + Short(header, 32);
        if (name == 0 || length > header.Length)
        {
            throw Damaged("an entry of its directory has no name or does not fit");
        }

        // Bits 0, 6 and 13: encrypted, strongly so, with a hidden directory.
        if ((Short(header, 8) & 0x2041) != 0 || Short(header, 10) is not (0 or 8))
        {
            throw ArchiveProblem.Unsupported("an encrypted entry, or one that is compressed otherwise than by deflate");
        }

        (long size, long packed, long offset) = Sizes(header, header.Slice(CentralBytes + name, extra));
        position += length;
        bool isUnix = header[5] is 3 or 19;
        return new ZipEntry
        {
            Path = header.Slice(CentralBytes, name).ToArray(),
            UnixMode = isUnix ? Int(header, 38) >> 16 : 0,
            SizeBytes = size,
            Method = (ushort)Short(header, 10),
            Crc = Int(header, 16),
            PackedBytes = packed,
            HeaderOffset = offset,
        };
    }

    /// <summary>APPNOTE 4.5.3: what does not fit into 32 bits stands in an extra field, in this order.</summary>
    private static (long Size, long Packed, long Offset) Sizes(ReadOnlySpan<byte> header, ReadOnlySpan<byte> extra)
    {
        ReadOnlySpan<byte> large = [];
        while (extra.Length >= 4)
        {
            int length = Short(extra, 2);
            if (length > extra.Length - 4)
            {
                break; // Some writers pad the field with less than one record.
            }

            large = Short(extra, 0) == 1 ? extra.Slice(4, length) : large;
            extra = extra[(4 + length)..];
        }

        long size = Take(Int(header, 24), ref large);
        long packed = Take(Int(header, 20), ref large);
        long offset = Take(Int(header, 42), ref large);
        return size >= 0 && packed >= 0 && offset >= 0 ? (size, packed, offset) : throw Damaged("the size of an entry is no number");
    }

    private static long Take(uint value, ref ReadOnlySpan<byte> large)
    {
        if (value != uint.MaxValue || large.Length < 8)
        {
            return value;
        }

        long found = Long(large, 0);
        large = large[8..];
        return found;
    }

    private void CheckLimits()
    {
        long total = 0;
        foreach (ZipEntry entry in Entries)
        {
            total = entry.SizeBytes > long.MaxValue - total ? long.MaxValue : total + entry.SizeBytes;
            if (entry.Path.Length > limits.PathBytes)
            {
                throw ArchiveProblem.Limit(nameof(ArchiveLimits.PathBytes), "has a path of too many bytes", limits.PathBytes);
            }
        }

        if (total > limits.TotalBytes)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.TotalBytes), "holds too many bytes", limits.TotalBytes);
        }

        if (total > limits.RatioFreeBytes && total / limits.Ratio > source.Length)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.Ratio), "unpacks to too many bytes for each byte", limits.Ratio);
        }
    }

    /// <summary>Each entry lies where the directory says, under the same name, and no two share a byte: the second would be a bomb or another reader's file.</summary>
    private void CheckPlaces()
    {
        long free = 0;
        foreach (ZipEntry entry in Entries.OrderBy(entry => entry.HeaderOffset))
        {
            long end = entry.HeaderOffset + LocalBytes + entry.Path.Length + entry.PackedBytes;
            if (entry.HeaderOffset < free || entry.PackedBytes > directoryOffset || end > directoryOffset)
            {
                throw Damaged("its entries overlap, or lie outside of it");
            }

            byte[] header = Read(entry.HeaderOffset, LocalBytes + entry.Path.Length);
            end += Short(header, 28);
            bool isSame = header.AsSpan().StartsWith("PK\u0003\u0004"u8) && Short(header, 26) == entry.Path.Length && Short(header, 8) == entry.Method
                && header.AsSpan(LocalBytes).SequenceEqual(entry.Path) && end <= directoryOffset;
            free = isSame ? end : throw Damaged("an entry is called otherwise where it lies");
        }

        if (Entries.Length > 0 && Entries.Min(entry => entry.HeaderOffset) != 0)
        {
            throw Damaged("something stands before its first entry");
        }
    }

    private byte[] Read(long offset, int length)
    {
        byte[] bytes = new byte[length];
        source.Position = offset;
        return source.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length ? bytes : throw ArchiveProblem.Truncated(What);
    }

    private static int Short(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint Int(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static long Long(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);

    private static Platform.Errors.NukaException Damaged(string reason) => ArchiveProblem.Corrupt(What, reason);
}
