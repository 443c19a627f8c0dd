using System.Buffers.Binary;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Views;

/// <summary>
/// What the kernel said of every directory and file of a view when it was last right: <c>views/DIGEST/seal</c> (specs/store.md). Whoever
/// writes into a file, or puts another in its place, changes one of these, so that comparing them is enough to know that nobody did. A name more
/// or less changes a file's time of change as well: <see cref="ConfirmedFiles"/> says whether that was all.
/// </summary>
internal sealed class ViewSeal
{
    private const int EntryBytes = 32 + Digest.Length;
    private const uint LargeView = 2000;

    private readonly ReadOnlyMemory<byte> counted;

    // The number of entries, and the entries.
    private ViewSeal(ReadOnlyMemory<byte> counted) => this.counted = counted;

    private static ReadOnlySpan<byte> Magic => "nuka seal 2\n"u8;

    /// <summary>Makes the seal of what was seen.</summary>
    /// <param name="seen">Each directory and file: its path below the view, its status, and what a file holds.</param>
    internal static ViewSeal Of(IReadOnlyCollection<(byte[] Path, FileStatus Status, Digest Digest)> seen)
    {
        using MemoryStream stream = new(seen.Count * 128);
        WriteWord(stream, (uint)seen.Count);
        Span<byte> numbers = stackalloc byte[EntryBytes];
        ReadOnlySpan<byte> ends = [0, 0, 0, 0];
        foreach ((byte[] path, FileStatus status, Digest digest) in seen.OrderBy(one => Encoding.Latin1.GetString(one.Path), StringComparer.Ordinal))
        {
            WriteWord(stream, (uint)path.Length);
            stream.Write(path);
            stream.Write(ends[(path.Length % 4)..]);
            Write(numbers, status);
            digest.CopyTo(numbers[32..]);
            stream.Write(numbers);
        }

        return new ViewSeal(stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    /// <summary>Reads the seal of a view.</summary>
    /// <returns><see langword="null"/> if there is none, or it is damaged.</returns>
    internal static ViewSeal? TryRead(DirectoryHandle view) =>
        SealedFile.TryRead(view, "seal"u8, Magic) is { Length: >= 4 } entries ? new ViewSeal(entries) : null;

    /// <summary>Writes the seal aside.</summary>
    /// <param name="staging">Where to.</param>
    /// <returns>Its name there.</returns>
    internal byte[] WriteTo(Blobs.StagingArea staging) => staging.Write(SealedFile.Seal(Magic, counted.Span), 0x124); // 0444

    /// <summary>Compares the view with its seal.</summary>
    /// <param name="view">The view.</param>
    /// <param name="confirmed">Says of a file that only got another name or lost one that it is as it was; nobody: it is not.</param>
    /// <returns>Paths, as Latin-1, of what is not as it was; it may still be right.</returns>
    internal HashSet<string> FindChanged(DirectoryHandle view, ConfirmedFiles? confirmed)
    {
        ReadOnlyMemory<byte> entries = counted[4..];
        if (confirmed is not null || BinaryPrimitives.ReadUInt32LittleEndian(counted.Span) < LargeView)
        {
            return FindChanged(entries, view, confirmed);
        }

        // What takes the time is the kernel, once a file: it answers two at once.
        int half = FindHalf(entries.Span);
        Task<HashSet<string>> second = Task.Run(() => FindChanged(entries[half..], view, null));
        HashSet<string> changed = FindChanged(entries[..half], view, null);
        changed.UnionWith(second.GetAwaiter().GetResult());
        return changed;
    }

    private static int FindHalf(ReadOnlySpan<byte> entries)
    {
        int at = 0;
        while (at < entries.Length / 2)
        {
            at += PathBytes(entries[at..]) + EntryBytes;
        }

        return at;
    }

    /// <summary>How many bytes the path at the head of an entry takes, with its length and what fills it up.</summary>
    private static int PathBytes(ReadOnlySpan<byte> entry)
    {
        int length = (int)BinaryPrimitives.ReadUInt32LittleEndian(entry);
        return 8 + length - (length % 4);
    }

    private static HashSet<string> FindChanged(ReadOnlyMemory<byte> entries, DirectoryHandle view, ConfirmedFiles? confirmed)
    {
        HashSet<string> changed = new(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = entries.Span;
        Span<byte> numbers = stackalloc byte[32];
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> path = rest.Slice(4, (int)BinaryPrimitives.ReadUInt32LittleEndian(rest));
            if (TryGetStatus(view, path) is { } status)
            {
                Write(numbers, status);
            }
            else
            {
                numbers.Clear();
            }

            int padded = PathBytes(rest);
            ReadOnlySpan<byte> entry = rest.Slice(padded, EntryBytes);
            if (!entry[..32].SequenceEqual(numbers) && !(entry[..24].SequenceEqual(numbers[..24]) && IsConfirmed(confirmed, view, path, entry)))
            {
                changed.Add(Encoding.Latin1.GetString(path));
            }

            rest = rest[(padded + EntryBytes)..];
        }

        return changed;
    }

    // Of all that it says only the time of change differs; the file is looked at again while no other thread gives it a name.
    private static bool IsConfirmed(ConfirmedFiles? confirmed, DirectoryHandle view, ReadOnlySpan<byte> path, ReadOnlySpan<byte> entry)
    {
        if (confirmed is null)
        {
            return false;
        }

        byte[] name = path.ToArray();
        ulong inode = BinaryPrimitives.ReadUInt64LittleEndian(entry);
        return confirmed.Has(new Digest(entry[32..]), () => TryGetStatus(view, name) is { Kind: FileKind.File } status && status.Inode == inode ? status : null);
    }

    private static FileStatus? TryGetStatus(DirectoryHandle view, ReadOnlySpan<byte> path)
    {
        try
        {
            return view.TryGetStatus(path);
        }
        catch (FileError)
        {
            return null;
        }
    }

    private static void WriteWord(MemoryStream stream, uint value)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        stream.Write(word);
    }

    private static void Write(Span<byte> numbers, FileStatus status)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, status.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], status.SizeBytes);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], status.ModifiedNanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], status.ChangedNanoseconds);
    }
}
