using System.Buffers.Binary;
using Nuka.Content.Hashing;

namespace Nuka.Store.Import;

/// <summary>Reads the body of a stat cache whose digest was right: what is wrong in it was written so, and that is a bug.</summary>
internal sealed class StatCacheReader(ReadOnlyMemory<byte> rest)
{
    private ReadOnlyMemory<byte> rest = rest;

    internal StatCache Read()
    {
        long collections = Integer();
        long stamp = Integer();
        CachedDirectory[] directories = new CachedDirectory[(int)Integer()];
        for (int number = 0; number < directories.Length; number++)
        {
            directories[number] = Directory();
        }

        return StatCache.Create(collections, stamp, directories);
    }

    private CachedDirectory Directory()
    {
        ulong device = (ulong)Integer();
        Digest tree = DigestValue();
        ulong size = (ulong)Integer();
        CachedEntry[] entries = new CachedEntry[(int)Integer()];
        for (int index = 0; index < entries.Length; index++)
        {
            entries[index] = Entry();
        }

        return new CachedDirectory(device, tree, size, entries);
    }

    private CachedEntry Entry()
    {
        ReadOnlyMemory<byte> name = Take(Take(1).Span[0]);
        int directory = (int)Integer();
        return directory switch
        {
            CachedEntry.File => new CachedEntry(
                name, directory, (ulong)Integer(), Integer(), Integer(), Integer(), Take(1).Span[0] == 1, DigestValue()),
            CachedEntry.Link => new CachedEntry(name, directory, 0, 0, 0, 0, Executable: false, DigestValue()),
            _ => new CachedEntry(name, directory, 0, 0, 0, 0, Executable: false, default),
        };
    }

    private long Integer() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)).Span);

    private Digest DigestValue() => new(Take(Digest.Length).Span);

    private ReadOnlyMemory<byte> Take(int length)
    {
        ReadOnlyMemory<byte> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
