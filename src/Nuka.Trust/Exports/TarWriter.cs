using System.Globalization;
using System.Text;
using Nuka.Store;

namespace Nuka.Trust.Exports;

/// <summary>
/// Writes a tar archive of which every byte is fixed by the entries: GNU's format, whose long names are plain bytes; owner 0, the store's one time, modes
/// 0755 and 0644.
/// </summary>
internal sealed class TarWriter(Stream target)
{
    private const int BlockBytes = 512;
    private const int NameBytes = 100;

    private readonly byte[] header = new byte[BlockBytes];

    internal void AddDirectory(ReadOnlySpan<byte> path) => WriteEntry([.. path, (byte)'/'], (byte)'5', 0x1ED, 0, []);

    internal void AddSymlink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> says) => WriteEntry(path, (byte)'2', 0x1FF, 0, says);

    internal void AddHardLink(ReadOnlySpan<byte> path, bool executable, ReadOnlySpan<byte> existing) =>
        WriteEntry(path, (byte)'1', executable ? 0x1EDu : 0x1A4u, 0, existing);

    internal void AddFile(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content)
    {
        BeginFile(path, executable: false, content.Length);
        target.Write(content);
        EndFile(content.Length);
    }

    /// <summary>Begins a file; the caller writes its bytes to the target, then calls <see cref="EndFile"/>.</summary>
    internal void BeginFile(ReadOnlySpan<byte> path, bool executable, long sizeBytes) => WriteEntry(path, (byte)'0', executable ? 0x1EDu : 0x1A4u, sizeBytes, []);

    internal void EndFile(long sizeBytes) => target.Write(new byte[(int)(-sizeBytes & (BlockBytes - 1))]);

    /// <summary>Two blocks of zeros.</summary>
    internal void End() => target.Write(new byte[2 * BlockBytes]);

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
            WriteHeader("././@LongLink"u8, kind, 0x1A4, name.Length + 1, []);
            target.Write(name);
            target.WriteByte(0);
            EndFile(name.Length + 1);
        }
    }

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
