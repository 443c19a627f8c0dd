using System.Buffers.Binary;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;

namespace Nuka.Content.Ranges;

/// <summary>
/// Cuts a range out of content, with the parents that prove it. The receiver reads it by <see cref="BaoStream.OfSlice"/>. A
/// slice always holds a chunk: for an empty range the one at its start, and beyond the end the last one, which proves the end.
/// </summary>
public static class BaoSlice
{
    /// <summary>Cuts out of content that has an outboard. Nothing is verified here: that is up to who receives it.</summary>
    /// <param name="outboard">The content's outboard.</param>
    /// <param name="content">The content, which can seek.</param>
    /// <param name="start">First byte.</param>
    /// <param name="count">Number of bytes; more than there are means to the end.</param>
    /// <param name="output">Receives the slice.</param>
    /// <exception cref="NukaException"><c>content/truncated</c>: the content is shorter than its outboard says.</exception>
    public static void Extract(BaoOutboard outboard, Stream content, ulong start, ulong count, Stream output)
    {
        byte[] chunk = new byte[BaoFormat.ChunkLength];
        output.Write(outboard.Encoding.Span[..BaoFormat.HeaderLength]);
        BaoWalk walk = new(outboard.SizeBytes, start, count);
        while (walk.TryNext(out BaoNode node))
        {
            if (!node.IsChunk)
            {
                output.Write(outboard.Parent(node.ParentsBefore));
                continue;
            }

            Span<byte> bytes = chunk.AsSpan(0, (int)node.LengthBytes);
            ReadAt(content, (long)node.Start, bytes, outboard.Root);
            output.Write(bytes);
        }
    }

    /// <summary>Cuts out of a combined encoding. Nothing is verified here: that is up to who receives it.</summary>
    /// <param name="encoding">The encoding, which can seek; its first byte is at position 0.</param>
    /// <param name="root">BLAKE3 of the content, for messages.</param>
    /// <param name="start">First byte.</param>
    /// <param name="count">Number of bytes; more than there are means to the end.</param>
    /// <param name="output">Receives the slice.</param>
    /// <exception cref="NukaException"><c>content/truncated</c>: the encoding ends too early.</exception>
    public static void Extract(Stream encoding, Digest root, ulong start, ulong count, Stream output)
    {
        byte[] bytes = new byte[BaoFormat.ChunkLength];
        Span<byte> header = bytes.AsSpan(0, BaoFormat.HeaderLength);
        ReadAt(encoding, 0, header, root);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if (size > long.MaxValue / 2)
        {
            throw BaoFormat.Wrong(root, $"it claims a length of {size} bytes");
        }

        output.Write(header);
        BaoWalk walk = new(size, start, count);
        while (walk.TryNext(out BaoNode node))
        {
            // Before a node there are all parents and all content that come before it in pre-order.
            ulong place = BaoFormat.HeaderLength + (node.ParentsBefore * BaoFormat.ParentLength) + node.Start;
            Span<byte> part = bytes.AsSpan(0, node.IsChunk ? (int)node.LengthBytes : BaoFormat.ParentLength);
            ReadAt(encoding, (long)place, part, root);
            output.Write(part);
        }
    }

    private static void ReadAt(Stream stream, long place, Span<byte> bytes, Digest root)
    {
        if (stream.Position != place)
        {
            stream.Position = place;
        }

        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw BaoFormat.Truncated(root);
        }
    }
}
