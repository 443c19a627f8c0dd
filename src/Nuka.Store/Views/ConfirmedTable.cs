using System.Buffers.Binary;
using System.Collections.Concurrent;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store.Views;

/// <summary>The file <c>confirmed</c>: what <see cref="ConfirmedFiles"/> knows, between two processes. One that is damaged is as none.</summary>
internal static class ConfirmedTable
{
    private const int RowBytes = 32 + Digest.Length;

    private static ReadOnlySpan<byte> Magic => "nuka confirmed 1\n"u8;

    internal static ConcurrentDictionary<ulong, ConfirmedFile> Read(DirectoryHandle home)
    {
        ConcurrentDictionary<ulong, ConfirmedFile> rows = new();
        ReadOnlySpan<byte> rest = ReadRows(home);
        for (; rest.Length >= RowBytes; rest = rest[RowBytes..])
        {
            rows[BinaryPrimitives.ReadUInt64LittleEndian(rest)] = new ConfirmedFile(
                BinaryPrimitives.ReadInt64LittleEndian(rest[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[24..]),
                new Digest(rest.Slice(32, Digest.Length)));
        }

        return rows;
    }

    /// <summary>Writes the table anew, in the place of the one that is there.</summary>
    internal static void Write(ConcurrentDictionary<ulong, ConfirmedFile> rows, DirectoryHandle home, StagingArea staging)
    {
        KeyValuePair<ulong, ConfirmedFile>[] all = [.. rows.OrderBy(row => row.Key)];
        byte[] bytes = new byte[all.Length * RowBytes];
        Span<byte> rest = bytes;
        foreach ((ulong inode, ConfirmedFile row) in all)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, inode);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], row.SizeBytes);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], row.ModifiedNanoseconds);
            BinaryPrimitives.WriteInt64LittleEndian(rest[24..], row.ChangedNanoseconds);
            row.Digest.CopyTo(rest[32..]);
            rest = rest[RowBytes..];
        }

        staging.Directory.Rename(staging.Write(SealedFile.Seal(Magic, bytes), 0x180), home, "confirmed"u8); // 0600
    }

    private static ReadOnlySpan<byte> ReadRows(DirectoryHandle home)
    {
        try
        {
            return (SealedFile.TryRead(home, "confirmed"u8, Magic) ?? default).Span;
        }
        catch (FileError)
        {
            return [];
        }
    }
}
