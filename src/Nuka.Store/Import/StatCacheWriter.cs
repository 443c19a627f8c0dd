using System.Buffers.Binary;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Store.Import;

/// <summary>Writes the body of a stat cache: the directories in the order in which they are numbered, the imported one first.</summary>
internal sealed class StatCacheWriter(Stream output)
{
    internal void Write(long collections, long stampNanoseconds, ImportNode top)
    {
        // Level by level: a directory's children get their numbers when the directory is written.
        List<ImportNode> all = [top];
        for (int number = 0; number < all.Count; number++)
        {
            all.AddRange(all[number].Children);
        }

        Integer(collections);
        Integer(stampNanoseconds);
        Integer(all.Count);
        int next = 1;
        foreach (ImportNode node in all)
        {
            Directory(node, ref next);
        }
    }

    private void Directory(ImportNode node, ref int next)
    {
        Integer((long)node.Device);
        DigestValue(node.Digest);
        Integer((long)node.Size);
        Integer(node.Entries.Length);
        for (int index = 0; index < node.Entries.Length; index++)
        {
            TreeEntry entry = node.Entries[index];
            output.WriteByte((byte)entry.Name.Bytes.Length);
            output.Write(entry.Name.Bytes);
            switch (entry.Kind)
            {
                case TreeEntryKind.Directory:
                    Integer(next++);
                    break;
                case TreeEntryKind.Symlink:
                    Integer(CachedEntry.Link);
                    DigestValue(Blake3.Hash(entry.Target.Span));
                    break;
                default:
                    Integer(CachedEntry.File);
                    File(node, index);
                    break;
            }
        }
    }

    private void File(ImportNode node, int index)
    {
        ref readonly Nuka.Platform.Files.FileStatus status = ref node.Statuses[index];
        Integer((long)status.Inode);
        Integer(status.SizeBytes);
        Integer(status.ModifiedNanoseconds);
        Integer(status.ChangedNanoseconds);
        output.WriteByte(CachedEntry.IsExecutable(status) ? (byte)1 : (byte)0);
        DigestValue(node.Entries[index].Digest);
    }

    private void Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        output.Write(bytes);
    }

    private void DigestValue(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        digest.CopyTo(bytes);
        output.Write(bytes);
    }
}
