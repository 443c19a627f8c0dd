using System.Buffers.Text;

namespace Nuka.Content.Archives;

/// <summary>
/// Reads an <c>ar</c> archive in order: the flavour of Debian packages (deb(5): plain names), and GNU's (names that end with a
/// slash, long names in the member <c>//</c>). The BSD flavour is refused. Nothing but the current member's place is kept.
/// </summary>
/// <param name="source">The archive's bytes; closed with the reader.</param>
/// <param name="limits">What may be read; <see cref="ArchiveLimits.Package"/> if not given.</param>
public sealed class ArReader(Stream source, ArchiveLimits? limits = null) : IDisposable
{
    private const string What = "ar archive";
    private const int HeaderBytes = 60;

    private readonly BufferedSource bytes = new(source);
    private readonly ArchiveLimits limits = limits ?? ArchiveLimits.Package;
    private MemberStream? current;
    private long currentSize;
    private byte[] longNames = [];
    private int count;
    private bool begun;

    /// <summary>The next member, or <see langword="null"/> at the end. What was not read of the one before is passed over.</summary>
    /// <exception cref="Platform.Errors.NukaException">The archive is damaged or exceeds a limit.</exception>
    public ArEntry? Next()
    {
        Begin();
        Span<byte> header = stackalloc byte[HeaderBytes];
        while (true)
        {
            FinishCurrent();
            int length = bytes.ReadUpTo(header);
            if (length == 0)
            {
                return null;
            }

            if (length < HeaderBytes)
            {
                throw ArchiveProblem.Truncated(What);
            }

            if (++count > limits.MemberCount)
            {
                throw ArchiveProblem.Limit(nameof(ArchiveLimits.MemberCount), "has too many members", limits.MemberCount);
            }

            ArEntry? entry = ReadMember(header);
            if (entry is not null)
            {
                return entry;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        current?.Dispose();
        source.Dispose();
    }

    private void Begin()
    {
        if (begun)
        {
            return;
        }

        begun = true;
        Span<byte> magic = stackalloc byte[8];
        if (bytes.ReadUpTo(magic) < 8 || !magic.SequenceEqual("!<arch>\n"u8))
        {
            throw ArchiveProblem.Corrupt(What, "it does not begin with !<arch>");
        }
    }

    private void FinishCurrent()
    {
        if (current is null)
        {
            return;
        }

        current.Finish(0);
        current = null;
        Span<byte> padding = stackalloc byte[1];

        // Members stand at even places. Some writers leave the last padding byte out; deb(5) readers have always taken that.
        if ((currentSize & 1) == 1 && bytes.ReadUpTo(padding) == 1 && padding[0] is not ((byte)'\n' or 0))
        {
            throw ArchiveProblem.Corrupt(What, "the byte that fills a member up to an even place is neither a line end nor 0");
        }
    }

    private ArEntry? ReadMember(ReadOnlySpan<byte> header)
    {
        if (!header[58..].SequenceEqual("`\n"u8))
        {
            throw ArchiveProblem.Corrupt(What, "the header of a member does not end as it must");
        }

        ReadOnlySpan<byte> size = header[48..58].TrimEnd((byte)' ');
        if (!Utf8Parser.TryParse(size, out long sizeBytes, out int used) || used != size.Length || sizeBytes < 0 || size[0] is (byte)'+' or (byte)'-')
        {
            throw ArchiveProblem.Corrupt(What, "the size of a member is not a number");
        }

        currentSize = sizeBytes;
        current = new MemberStream(bytes, sizeBytes, What);
        ReadOnlySpan<byte> name = header[..16].TrimEnd((byte)' ');
        if (name.SequenceEqual("//"u8))
        {
            longNames = ReadLongNames(sizeBytes);
            return null;
        }

        if (name.SequenceEqual("/"u8) || name.SequenceEqual("/SYM64/"u8))
        {
            // The linker's table of symbols: no member.
            return null;
        }

        return new ArEntry(Resolve(name), sizeBytes, current);
    }

    private byte[] ReadLongNames(long sizeBytes)
    {
        if (sizeBytes > limits.ExtendedHeaderBytes || longNames.Length > 0)
        {
            throw ArchiveProblem.Limit(nameof(ArchiveLimits.ExtendedHeaderBytes), "has too long a table of names", limits.ExtendedHeaderBytes);
        }

        byte[] table = new byte[sizeBytes];
        current!.ReadExactly(table);
        return table;
    }

    private byte[] Resolve(ReadOnlySpan<byte> name)
    {
        if (name.Length > 1 && name[0] == (byte)'/')
        {
            return LongName(name[1..]);
        }

        if (name.StartsWith("#1/"u8))
        {
            throw ArchiveProblem.Unsupported("names as BSD writes them (#1/)");
        }

        name = name.EndsWith("/"u8) ? name[..^1] : name;
        return name.IsEmpty || name.Contains((byte)'/') || name.Contains((byte)0)
            ? throw ArchiveProblem.Corrupt(What, "the name of a member is empty or holds a slash")
            : name.ToArray();
    }

    private byte[] LongName(ReadOnlySpan<byte> offsetText)
    {
        if (!Utf8Parser.TryParse(offsetText, out int offset, out int used) || used != offsetText.Length || offset < 0 || offset >= longNames.Length)
        {
            throw ArchiveProblem.Corrupt(What, "a long name is not in the table of names");
        }

        ReadOnlySpan<byte> rest = longNames.AsSpan(offset);
        int end = rest.IndexOf("/\n"u8);
        return end > 0 ? rest[..end].ToArray() : throw ArchiveProblem.Corrupt(What, "a long name has no end");
    }
}
