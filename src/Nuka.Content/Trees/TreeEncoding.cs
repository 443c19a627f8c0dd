using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Content.Trees;

/// <summary>
/// The castore Directory message as bytes. Source: specs/tree.md, which freezes it; the wire format is that of Protocol Buffers,
/// "Encoding": a tag is field number × 8 + wire type, wire type 0 is a varint and 2 a length with its bytes.
/// </summary>
internal static class TreeEncoding
{
    private const byte DirectoriesTag = (1 << 3) | 2;
    private const byte FilesTag = (2 << 3) | 2;
    private const byte SymlinksTag = (3 << 3) | 2;

    private const byte NameTag = (1 << 3) | 2;
    private const byte DigestOrTargetTag = (2 << 3) | 2;
    private const byte SizeTag = 3 << 3;
    private const byte ExecutableTag = 4 << 3;

    /// <summary>The one encoding of checked entries.</summary>
    /// <param name="entries">Sorted by name.</param>
    internal static byte[] Encode(ReadOnlySpan<TreeEntry> entries)
    {
        long length = 0;
        foreach (ref readonly TreeEntry entry in entries)
        {
            int message = MessageLength(entry);
            length += 1 + VarintLength((ulong)message) + message;
        }

        if (length > TreeLimits.EncodingBytes)
        {
            throw TreeRules.Broken($"its encoding has {length} bytes; at most {TreeLimits.EncodingBytes} are allowed");
        }

        byte[] encoding = new byte[length];
        int at = WriteKind(entries, TreeEntryKind.Directory, DirectoriesTag, encoding, 0);
        at = WriteKind(entries, TreeEntryKind.File, FilesTag, encoding, at);
        WriteKind(entries, TreeEntryKind.Symlink, SymlinksTag, encoding, at);
        return encoding;
    }

    /// <summary>Reads entries in the order of the encoding; refuses whatever <see cref="Encode"/> would not write.</summary>
    /// <param name="encoding">The bytes.</param>
    internal static TreeEntry[] Decode(ReadOnlySpan<byte> encoding)
    {
        if (encoding.Length > TreeLimits.EncodingBytes)
        {
            throw TreeRules.Broken($"its encoding has {encoding.Length} bytes; at most {TreeLimits.EncodingBytes} are allowed");
        }

        List<TreeEntry> entries = [];
        TreeReader reader = new(encoding);
        byte previous = DirectoriesTag;
        while (!reader.AtEnd)
        {
            byte tag = reader.ReadTag();
            if (tag is not (DirectoriesTag or FilesTag or SymlinksTag))
            {
                throw TreeRules.Broken($"a field with the tag {tag} is not known");
            }

            if (tag < previous)
            {
                throw TreeRules.Broken("directories come first, then files, then links");
            }

            TreeEntry entry = DecodeEntry(tag, reader.ReadBytes());
            if (entries.Count > 0 && tag == previous && entries[^1].Name >= entry.Name)
            {
                throw TreeRules.Broken($"'{entry.Name}' does not come after '{entries[^1].Name}' in the order of bytes");
            }

            if (entries.Count == TreeLimits.Entries)
            {
                throw TreeRules.Broken($"it has more than {TreeLimits.Entries} entries");
            }

            previous = tag;
            entries.Add(entry);
        }

        return [.. entries];
    }

    private static TreeEntry DecodeEntry(byte tag, ReadOnlySpan<byte> message)
    {
        TreeReader reader = new(message);
        reader.Expect(NameTag, "name");
        ReadOnlySpan<byte> nameBytes = reader.ReadBytes();
        if (!FileName.IsValid(nameBytes))
        {
            throw TreeRules.Broken($"'{FileName.Display(nameBytes)}' is not the name of a file");
        }

        FileName name = FileName.FromBytes(nameBytes);
        reader.Expect(DigestOrTargetTag, tag == SymlinksTag ? "target" : "digest");
        ReadOnlySpan<byte> bytes = reader.ReadBytes();
        if (tag == SymlinksTag)
        {
            reader.ExpectEnd();
            return TreeEntry.Symlink(name, bytes.ToArray());
        }

        if (bytes.Length != Digest.Length)
        {
            throw TreeRules.Broken($"the digest of '{name}' has {bytes.Length} bytes instead of {Digest.Length}");
        }

        Digest digest = new(bytes);
        ulong size = reader.TryTag(SizeTag) ? reader.ReadNonZero() : 0;
        if (tag == DirectoriesTag)
        {
            reader.ExpectEnd();
            return TreeEntry.Directory(name, digest, size);
        }

        bool executable = reader.TryTag(ExecutableTag);
        if (executable && reader.ReadNonZero() != 1)
        {
            throw TreeRules.Broken($"'executable' of '{name}' is neither absent nor 1");
        }

        reader.ExpectEnd();
        return TreeEntry.File(name, digest, size, executable);
    }

    private static int WriteKind(ReadOnlySpan<TreeEntry> entries, TreeEntryKind kind, byte tag, Span<byte> to, int at)
    {
        foreach (ref readonly TreeEntry entry in entries)
        {
            if (entry.Kind == kind)
            {
                to[at++] = tag;
                at = WriteVarint(to, at, (ulong)MessageLength(entry));
                at = WriteMessage(entry, to, at);
            }
        }

        return at;
    }

    private static int WriteMessage(in TreeEntry entry, Span<byte> to, int at)
    {
        at = WriteBytes(NameTag, entry.Name.Bytes, to, at);
        if (entry.Kind == TreeEntryKind.Symlink)
        {
            return WriteBytes(DigestOrTargetTag, entry.Target.Span, to, at);
        }

        to[at++] = DigestOrTargetTag;
        to[at++] = Digest.Length;
        entry.Digest.CopyTo(to[at..]);
        at += Digest.Length;
        if (entry.Size != 0)
        {
            to[at++] = SizeTag;
            at = WriteVarint(to, at, entry.Size);
        }

        if (entry.IsExecutable)
        {
            to[at++] = ExecutableTag;
            to[at++] = 1;
        }

        return at;
    }

    private static int MessageLength(in TreeEntry entry)
    {
        int name = entry.Name.Bytes.Length;
        int length = 1 + VarintLength((ulong)name) + name;
        if (entry.Kind == TreeEntryKind.Symlink)
        {
            return length + 1 + VarintLength((ulong)entry.Target.Length) + entry.Target.Length;
        }

        length += 2 + Digest.Length;
        length += entry.Size != 0 ? 1 + VarintLength(entry.Size) : 0;
        return length + (entry.IsExecutable ? 2 : 0);
    }

    private static int WriteBytes(byte tag, ReadOnlySpan<byte> bytes, Span<byte> to, int at)
    {
        to[at++] = tag;
        at = WriteVarint(to, at, (ulong)bytes.Length);
        bytes.CopyTo(to[at..]);
        return at + bytes.Length;
    }

    private static int WriteVarint(Span<byte> to, int at, ulong value)
    {
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[at++] = (byte)value;
        return at;
    }

    private static int VarintLength(ulong value) => (System.Numerics.BitOperations.Log2(value | 1) / 7) + 1;
}
