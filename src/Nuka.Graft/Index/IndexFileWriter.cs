using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Nuka.Graft.Index;

/// <summary>Writes a compiled index aside and renames it to its name, so a reader sees all of it or nothing.</summary>
internal static class IndexFileWriter
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Its final name.</param>
    /// <param name="magic">Eight bytes: kind and format version.</param>
    /// <param name="sections">The sections, in order.</param>
    internal static void Write(string path, ReadOnlySpan<byte> magic, params ReadOnlySpan<ReadOnlyMemory<byte>> sections)
    {
        byte[] header = new byte[IndexFile.HeaderSize];
        magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(IndexFile.MagicSize), sections.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), IndexFile.BlockSize);
        string aside = $"{path}.{Guid.NewGuid():n}.part";
        try
        {
            using (FileStream file = new(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                file.Write(header);
                using BlockHasher blocks = new();
                long position = IndexFile.HeaderSize;
                for (int index = 0; index < sections.Length; index++)
                {
                    Span<byte> entry = header.AsSpan(IndexFile.SectionTableOffset + (index * 16));
                    BinaryPrimitives.WriteInt64LittleEndian(entry, position);
                    BinaryPrimitives.WriteInt64LittleEndian(entry[8..], sections[index].Length);
                    file.Write(sections[index].Span);
                    blocks.Append(sections[index].Span);
                    position += sections[index].Length;
                }

                BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), position);
                byte[] digests = blocks.Finish();
                file.Write(digests);
                using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                hash.AppendData(header);
                hash.AppendData(digests);
                hash.GetHashAndReset().CopyTo(header.AsSpan(IndexFile.DigestOffset));
                file.Position = 0;
                file.Write(header);
                file.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Digests of fixed-size blocks of a stream of bytes.</summary>
    private sealed class BlockHasher : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly MemoryStream digests = new();
        private int filled;

        public void Dispose()
        {
            hash.Dispose();
            digests.Dispose();
        }

        internal void Append(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                int take = Math.Min(bytes.Length, IndexFile.BlockSize - filled);
                hash.AppendData(bytes[..take]);
                bytes = bytes[take..];
                filled += take;
                if (filled == IndexFile.BlockSize)
                {
                    digests.Write(hash.GetHashAndReset());
                    filled = 0;
                }
            }
        }

        internal byte[] Finish()
        {
            if (filled > 0)
            {
                digests.Write(hash.GetHashAndReset());
                filled = 0;
            }

            return digests.ToArray();
        }
    }
}
