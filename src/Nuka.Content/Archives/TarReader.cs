namespace Nuka.Content.Archives;

/// <summary>
/// Reads a tar archive in order: the formats of V7, POSIX.1-1988 (ustar), GNU and POSIX.1-2001 (pax). Names are bytes. Sparse
/// files, continued volumes and unknown kinds are refused by name; so is everything that two readers could understand
/// differently: a wrong checksum, a missing end, content behind an entry that can have none.
/// </summary>
/// <param name="source">The archive's bytes, not compressed; closed with the reader.</param>
/// <param name="limits">What may be read; <see cref="ArchiveLimits.Package"/> if not given.</param>
public sealed class TarReader(Stream source, ArchiveLimits? limits = null) : IDisposable
{
    private const string What = "tar archive";
    private const int BlockBytes = 512;

    private readonly BufferedSource bytes = new(source);
    private readonly ArchiveLimits limits = limits ?? ArchiveLimits.Package;
    private readonly byte[] header = new byte[BlockBytes];
    private MemberStream? current;
    private int currentPadding;
    private int count;
    private bool ended;

    /// <summary>The next entry, or <see langword="null"/> at the end. What was not read of the one before is passed over.</summary>
    /// <exception cref="Platform.Errors.NukaException">The archive is damaged or exceeds a limit.</exception>
    public TarEntry? Next()
    {
        PaxRecords? pax = null;
        byte[]? longPath = null;
        byte[]? longTarget = null;
        while (ReadHeader())
        {
            switch (header[156])
            {
                case (byte)'x':
                    pax = pax is null ? PaxRecords.Read(ReadExtension()) : throw Doubled();
                    break;
                case (byte)'g':
                    RefuseGlobal(PaxRecords.Read(ReadExtension()));
                    break;
                case (byte)'L':
                    longPath = longPath is null ? Terminated(ReadExtension()) : throw Doubled();
                    break;
                case (byte)'K':
                    longTarget = longTarget is null ? Terminated(ReadExtension()) : throw Doubled();
                    break;
                default:
                    return ReadEntry(pax?.Path ?? longPath ?? HeaderPath(), pax?.LinkPath ?? longTarget ?? Terminated(header.AsSpan(157, 100)), pax?.SizeBytes);
            }
        }

        return pax is null && longPath is null && longTarget is null
            ? null
            : throw ArchiveProblem.Corrupt(What, "an extended header has no entry behind it");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        current?.Dispose();
        source.Dispose();
    }

    private bool ReadHeader()
    {
        if (ended)
        {
            return false;
        }

        current?.Finish(currentPadding);
        current = null;
        if (bytes.ReadUpTo(header) < BlockBytes)
        {
            throw ArchiveProblem.Truncated(What);
        }

        if (header.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            ended = true;
            CheckEnd();
            return false;
        }

        CheckSum();
        if (++count > limits.EntryCount)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.EntryCount), "has too many entries", limits.EntryCount);
        }

        return true;
    }

    /// <summary>Only zeros may follow the block of zeros that ends an archive; reading them also makes the decompressor check its sums.</summary>
    private void CheckEnd()
    {
        byte[] block = new byte[BlockBytes * 16];
        int length;
        while ((length = bytes.Read(block)) > 0)
        {
            if (block.AsSpan(0, length).IndexOfAnyExcept((byte)0) >= 0)
            {
                throw ArchiveProblem.Trailing(What);
            }
        }
    }

    private void CheckSum()
    {
        // The sum of all bytes, those of the checksum itself taken as blanks; writers of old summed signed bytes.
        long unsigned = 8 * ' ';
        long signed = 8 * ' ';
        for (int index = 0; index < BlockBytes; index++)
        {
            if (index is < 148 or >= 156)
            {
                unsigned += header[index];
                signed += (sbyte)header[index];
            }
        }

        if (!TarNumber.TryRead(header.AsSpan(148, 8), out long stated) || (stated != unsigned && stated != signed))
        {
            throw ArchiveProblem.Corrupt(What, "the checksum of an entry's header is wrong");
        }
    }

    private TarEntry ReadEntry(byte[] path, byte[] target, long? paxSize)
    {
        long size = paxSize ?? Number(124, 12, "size");
        TarEntryKind kind = Kind(path);
        if (kind != TarEntryKind.File && size != 0)
        {
            throw ArchiveProblem.Corrupt(What, "an entry that is not a file has content");
        }

        bool link = kind is TarEntryKind.Symlink or TarEntryKind.HardLink;
        if (path.Length == 0 || (link && target.Length == 0))
        {
            throw ArchiveProblem.Corrupt(What, "an entry has an empty path or links to an empty one");
        }

        if (Math.Max(path.Length, target.Length) > limits.PathBytes)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.PathBytes), "has a path of too many bytes", limits.PathBytes);
        }

        return new TarEntry
        {
            Path = path,
            Kind = kind,
            LinkTarget = link ? target : [],
            Mode = (uint)Number(100, 8, "mode") & 0xFFF,
            SizeBytes = size,
            Content = Begin(size),
        };
    }

    private TarEntryKind Kind(ReadOnlySpan<byte> path) => header[156] switch
    {
        // V7 had no kind for directories: a file whose name ends with a slash was one.
        0 or (byte)'0' when path.EndsWith("/"u8) => TarEntryKind.Directory,
        0 or (byte)'0' or (byte)'7' => TarEntryKind.File,
        (byte)'1' => TarEntryKind.HardLink,
        (byte)'2' => TarEntryKind.Symlink,
        (byte)'3' => TarEntryKind.CharacterDevice,
        (byte)'4' => TarEntryKind.BlockDevice,
        (byte)'5' => TarEntryKind.Directory,
        (byte)'6' => TarEntryKind.Pipe,
        (byte)'S' => throw ArchiveProblem.Unsupported("a sparse file"),
        (byte)'M' or (byte)'V' => throw ArchiveProblem.Unsupported("a part of a volume"),
        (byte)'D' or (byte)'N' => throw ArchiveProblem.Unsupported("an entry of GNU tar's incremental format"),
        byte other => throw ArchiveProblem.Unsupported($"an entry of the unknown kind 0x{other:x2}"),
    };

    private byte[] HeaderPath()
    {
        byte[] name = Terminated(header.AsSpan(0, 100));

        // Only POSIX has a prefix there ("ustar", NUL, version); GNU ("ustar", two blanks) keeps times in its place, V7 nothing.
        if (!header.AsSpan(257, 6).SequenceEqual("ustar\0"u8))
        {
            return name;
        }

        byte[] prefix = Terminated(header.AsSpan(345, 155));
        return prefix.Length == 0 ? name : [.. prefix, (byte)'/', .. name];
    }

    private byte[] ReadExtension()
    {
        long size = Number(124, 12, "size");
        if (size > limits.ExtendedHeaderBytes)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.ExtendedHeaderBytes), "has an extended header of too many bytes", limits.ExtendedHeaderBytes);
        }

        byte[] content = new byte[size];
        Begin(size).ReadExactly(content);
        return content;
    }

    private MemberStream Begin(long size)
    {
        currentPadding = (int)(-size & (BlockBytes - 1));
        current = new MemberStream(bytes, size, What);
        return current;
    }

    private long Number(int offset, int length, string field) =>
        TarNumber.TryRead(header.AsSpan(offset, length), out long value) && value <= long.MaxValue - BlockBytes
            ? value
            : throw ArchiveProblem.Corrupt(What, $"the {field} of an entry is not a number");

    private static void RefuseGlobal(PaxRecords records)
    {
        if (records.Path is not null || records.LinkPath is not null || records.SizeBytes is not null)
        {
            throw ArchiveProblem.Unsupported("a global header that names every entry the same");
        }
    }

    private static byte[] Terminated(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return (end < 0 ? field : field[..end]).ToArray();
    }

    private static Platform.Errors.NukaException Doubled() =>
        ArchiveProblem.Corrupt(What, "two extended headers of one kind stand before one entry");
}
