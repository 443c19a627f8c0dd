using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Import;

/// <summary>
/// What the last import of one directory saw, in a file of its own under <c>imports/</c> (specs/store.md). It can be lost or damaged
/// at any time: its last bytes are a digest of the others, and without it every file is read.
/// </summary>
internal sealed class StatCache
{
    /// <summary>
    /// A file whose times are this close to the import may have changed after it was read without a sign of it: file systems keep
    /// times in steps of up to two seconds. It is read again, as git does with what it calls racily clean.
    /// </summary>
    internal const long RacyNanoseconds = 2_000_000_000;

    private const int LengthLimit = 1 << 30;

    private readonly CachedDirectory[] directories;

    private StatCache(long collections, long stampNanoseconds, CachedDirectory[] directories)
    {
        Collections = collections;
        StampNanoseconds = stampNanoseconds;
        this.directories = directories;
    }

    /// <summary>How many collections the store had seen: as long as there was no other, it has all that is named here.</summary>
    internal long Collections { get; }

    /// <summary>When the import began, in nanoseconds since 1970.</summary>
    internal long StampNanoseconds { get; }

    /// <summary>The directory that was imported.</summary>
    internal CachedDirectory Top => directories[0];

    private static ReadOnlySpan<byte> Magic => "nuka stat 1\n"u8;

    internal CachedDirectory this[int number] => directories[number];

    /// <summary>Whether an entry was quiet long enough before the import to be believed.</summary>
    internal bool IsSettled(in CachedEntry entry) =>
        Math.Max(entry.ModifiedNanoseconds, entry.ChangedNanoseconds) < StampNanoseconds - RacyNanoseconds;

    /// <summary>Reads what is known of a directory.</summary>
    /// <param name="store">The store.</param>
    /// <param name="path">The directory's absolute path.</param>
    /// <returns>Nothing when it was never imported, or the file is damaged.</returns>
    internal static StatCache? TryRead(StoreArea store, string path) => TryRead(store, FileNameOf(path));

    /// <summary>Reads one of the files under <c>imports/</c>.</summary>
    internal static StatCache? TryReadFile(StoreArea store, ReadOnlySpan<byte> name) => TryRead(store, [.. "imports/"u8, .. name]);

    private static StatCache? TryRead(StoreArea store, byte[] file)
    {
        byte[] content;
        try
        {
            using SafeFileHandle handle = store.Root.OpenFile(file);
            long length = RandomAccess.GetLength(handle);
            if (length > LengthLimit || length < Magic.Length + Digest.Length)
            {
                return null;
            }

            content = GC.AllocateUninitializedArray<byte>((int)length);
            if (OpenFile.ReadFull((int)handle.DangerousGetHandle(), content, "a stat cache") != length)
            {
                return null;
            }
        }
        catch (FileError)
        {
            return null;
        }

        int end = content.Length - Digest.Length;
        bool whole = content.AsSpan().StartsWith(Magic) && Blake3.Hash(content.AsSpan(0, end)) == new Digest(content.AsSpan(end));
        return whole ? new StatCacheReader(content.AsMemory(Magic.Length, end - Magic.Length)).Read() : null;
    }

    /// <summary>Writes what an import saw. No sync: after the power was lost the digest tells.</summary>
    /// <param name="store">The store.</param>
    /// <param name="path">The directory's absolute path.</param>
    /// <param name="stampNanoseconds">When the import began.</param>
    /// <param name="top">The directory.</param>
    internal static void Write(StoreArea store, string path, long stampNanoseconds, ImportNode top)
    {
        using MemoryStream buffer = new();
        buffer.Write(Magic);
        StatCacheWriter writer = new(buffer);
        writer.Write(store.Index.Collections, stampNanoseconds, top);
        Span<byte> digest = stackalloc byte[Digest.Length];
        Blake3.Hash(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), digest);
        buffer.Write(digest);
        store.Step("stat-cache");
        byte[] staged = store.Staging.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), 0x180); // 0600: it tells names
        store.Staging.Directory.Rename(staged, store.Root, FileNameOf(path));
    }

    internal static StatCache Create(long collections, long stampNanoseconds, CachedDirectory[] directories) =>
        new(collections, stampNanoseconds, directories);

    private static byte[] FileNameOf(string path) => Encoding.ASCII.GetBytes($"imports/{Blake3.Hash(Encoding.UTF8.GetBytes(path))}");
}
