using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Blobs;

/// <summary>What a file of the store, or of a view, really holds.</summary>
internal static class BlobContent
{
    /// <summary>How many bytes are read at once; also how large a buffer should be.</summary>
    internal const int ChunkBytes = 1 << 20;

    /// <summary>Hashes a file.</summary>
    /// <returns>Nothing for a file that the disk does not give back: that is as corrupt as one with other bytes.</returns>
    internal static Digest? TryHash(DirectoryHandle directory, ReadOnlySpan<byte> name, byte[] buffer)
    {
        try
        {
            using SafeFileHandle file = directory.OpenFile(name);
            int descriptor = (int)file.DangerousGetHandle();
            int count = OpenFile.ReadFull(descriptor, buffer, "a blob");
            if (count < buffer.Length)
            {
                return Blake3.Hash(buffer.AsSpan(0, count));
            }

            Blake3Hasher hasher = Blake3Hasher.CreateHash();
            for (; count > 0; count = OpenFile.ReadFull(descriptor, buffer, "a blob"))
            {
                hasher.Append(buffer.AsSpan(0, count));
            }

            return hasher.Finish();
        }
        catch (FileError)
        {
            return null;
        }
    }

    /// <summary>As the other, with a buffer of its own.</summary>
    internal static Digest? TryHash(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            return TryHash(directory, name, buffer);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
