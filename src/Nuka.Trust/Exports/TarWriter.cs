using System.Globalization;
using System.Text;
using Nuka.Store;

namespace Nuka.Trust.Exports;

/// <summary>
/// Writes a tar archive of which every byte is fixed by the entries: GNU's format, whose long names are plain bytes; owner 0, the store's one time, modes
/// 0755 and 0644.
/// </summary>
/// <param name="target">Where to.</param>
public sealed class TarWriter(Stream target)
{
    private const int BlockBytes = 512;
    private const int NameBytes = 100;
    private const int CopyBytes = 1 << 16;
    private const uint Executable = 0x1ED;
    private const uint Readable = 0x1A4;

    private readonly byte[] header = new byte[BlockBytes];

    /// <summary>Adds a directory.</summary>
    /// <param name="path">Its path, without a slash behind it.</param>
    /// <param name="mode">Its mode, 0755 if none is named.</param>
    public void AddDirectory(ReadOnlySpan<byte> path, uint mode = Executable) => WriteEntry([.. path, (byte)'/'], (byte)'5', mode, 0, []);

    /// <summary>Adds a symbolic link.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="says">What it says.</param>
    public void AddSymlink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> says) => WriteEntry(path, (byte)'2', 0x1FF, 0, says);

    /// <summary>Adds a hard link.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="executable">Whether the file may be executed.</param>
    /// <param name="existing">The path of an earlier entry.</param>
    public void AddHardLink(ReadOnlySpan<byte> path, bool executable, ReadOnlySpan<byte> existing) =>
        WriteEntry(path, (byte)'1', executable ? Executable : Readable, 0, existing);

    /// <summary>Adds a file that is not executable.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">Its bytes.</param>
    public void AddFile(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content)
    {
        WriteEntry(path, (byte)'0', Readable, content.Length, []);
        target.Write(content);
        Fill(content.Length);
    }

    /// <summary>Adds a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="executable">Whether it may be executed.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="sizeBytes">How many bytes that are.</param>
    /// <exception cref="ArgumentException">The content has more or fewer bytes.</exception>
    public void AddFile(ReadOnlySpan<byte> path, bool executable, Stream content, long sizeBytes)
    {
        ArgumentNullException.ThrowIfNull(content);
        WriteEntry(path, (byte)'0', executable ? Executable : Readable, sizeBytes, []);
        byte[] buffer = new byte[CopyBytes];
        long copied = 0;
        for (int read; (read = content.Read(buffer)) > 0; copied += read)
        {
            target.Write(buffer.AsSpan(0, read));
        }

        if (copied != sizeBytes)
        {
            throw new ArgumentException($"{copied} bytes where {sizeBytes} were told", nameof(content));
        }

        Fill(sizeBytes);
    }

    /// <summary>Two blocks of zeros.</summary>
    public void End() => target.Write(new byte[2 * BlockBytes]);

    private void WriteEntry(ReadOnlySpan<byte> path, byte kind, uint mode, long sizeBytes, ReadOnlySpan<byte> link)
    {
        WriteLong(link, (byte)'K');
        WriteLong(path, (byte)'L');
        WriteHeader(path, kind, mode, sizeBytes, link);
    }

    // A name that does not fit stands before its entry as the content of one of its own, with a NUL behind it.
    private void WriteLong(ReadOnlySpan<byte> name, byte kind)
    {
        if (name.Length > NameBytes)
        {
            WriteHeader("././@LongLink"u8, kind, Readable, name.Length + 1, []);
            target.Write(name);
            target.WriteByte(0);
            Fill(name.Length + 1);
        }
    }

    private void Fill(long sizeBytes) => target.Write(new byte[(int)(-sizeBytes & (BlockBytes - 1))]);

    private void WriteHeader(ReadOnlySpan<byte> path, byte kind, uint mode, long sizeBytes, ReadOnlySpan<byte> link)
    {
        header.AsSpan().Clear();
        path[..Math.Min(path.Length, NameBytes)].CopyTo(header);
        WriteOctal(100, 8, mode);
        WriteOctal(108, 8, 0);
        WriteOctal(116, 8, 0);
        WriteSize(sizeBytes);
        WriteOctal(136, 12, StoreTime.Seconds);
        header[156] = kind;
        link[..Math.Min(link.Length, NameBytes)].CopyTo(header.AsSpan(157));
        "ustar  \0"u8.CopyTo(header.AsSpan(257));
        header.AsSpan(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(header, 148);
        target.Write(header);
    }

    // Eleven octal digits hold less than 8 GiB; above, GNU's form: a set bit, then the number in base 256.
    private void WriteSize(long sizeBytes)
    {
        if (sizeBytes < 1L << 33)
        {
            WriteOctal(124, 12, sizeBytes);
            return;
        }

        header[124] = 0x80;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(128), sizeBytes);
    }

    private void WriteOctal(int offset, int length, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0')).CopyTo(header, offset);
}
