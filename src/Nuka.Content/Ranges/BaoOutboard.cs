using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;

namespace Nuka.Content.Ranges;

/// <summary>
/// The parents of a content's BLAKE3 tree, kept beside the content: with them any range of it can be cut out so that the
/// receiver verifies it against the digest of the whole. A sixteenth of the content's size.
/// </summary>
public sealed class BaoOutboard
{
    /// <summary>Bytes of content that one outboard can cover: its encoding is held in one array.</summary>
    public const long ContentLimitBytes = 16L * 1024 * 1024 * 1024;

    private const int PieceChunks = 128;

    private BaoOutboard(byte[] encoding, Digest root)
    {
        Encoding = encoding;
        Root = root;
    }

    /// <summary>BLAKE3 of the content.</summary>
    public Digest Root { get; }

    /// <summary>The outboard encoding: 8 bytes of length, then 64 for each parent, in pre-order.</summary>
    public ReadOnlyMemory<byte> Encoding { get; }

    /// <summary>
    /// Length of the content that the encoding states. When the outboard came from elsewhere this is not yet proven: it is when
    /// the last chunk was read through a <see cref="BaoStream"/>.
    /// </summary>
    internal ulong SizeBytes => BinaryPrimitives.ReadUInt64LittleEndian(Encoding.Span);

    /// <summary>Computes the outboard of bytes in memory.</summary>
    /// <param name="content">The content.</param>
    public static BaoOutboard Create(ReadOnlySpan<byte> content)
    {
        byte[] values = new byte[ChunkCount(content.Length) * Digest.Length];
        HashChunks(content, 0, values);
        return Build((ulong)content.Length, values, content.Length <= BaoFormat.ChunkLength ? Blake3.Hash(content) : null);
    }

    /// <summary>Computes the outboard of a stream, read to its end.</summary>
    /// <param name="content">The content.</param>
    /// <exception cref="NukaException"><c>content/too-large</c>: more than <see cref="ContentLimitBytes"/>.</exception>
    public static BaoOutboard Create(Stream content)
    {
        ArrayBufferWriter<byte> values = new();
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceChunks * BaoFormat.ChunkLength);
        try
        {
            long total = 0;
            Digest? whole = null;
            int read;
            do
            {
                read = content.ReadAtLeast(piece.AsSpan(0, PieceChunks * BaoFormat.ChunkLength), PieceChunks * BaoFormat.ChunkLength, false);
                if (total + read > ContentLimitBytes)
                {
                    throw new Problem("content/too-large", $"ranges of more than {ContentLimitBytes} bytes cannot be served").ToException();
                }

                // At an exact multiple of a piece the last read is empty, and only an empty content has a chunk there.
                if (read > 0 || total == 0)
                {
                    int length = ChunkCount(read) * Digest.Length;
                    HashChunks(piece.AsSpan(0, read), (ulong)total / BaoFormat.ChunkLength, values.GetSpan(length)[..length]);
                    values.Advance(length);
                }

                whole = total == 0 && read <= BaoFormat.ChunkLength ? Blake3.Hash(piece.AsSpan(0, read)) : whole;
                total += read;
            }
            while (read == PieceChunks * BaoFormat.ChunkLength);

            return Build((ulong)total, values.WrittenSpan, whole);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Takes over an outboard that came from elsewhere, after checking every parent in it.</summary>
    /// <param name="encoding">The encoding.</param>
    /// <param name="root">BLAKE3 of the content.</param>
    /// <exception cref="NukaException"><c>content/wrong-bytes</c>, <c>content/truncated</c>: it is not the outboard of that content.</exception>
    public static BaoOutboard Read(ReadOnlySpan<byte> encoding, Digest root)
    {
        if (encoding.Length < BaoFormat.HeaderLength)
        {
            throw BaoFormat.Truncated(root);
        }

        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(encoding);
        if (size > ContentLimitBytes || (ulong)(encoding.Length - BaoFormat.HeaderLength) != BaoFormat.Parents(size) * BaoFormat.ParentLength)
        {
            throw BaoFormat.Wrong(root, $"an outboard of {encoding.Length} bytes does not belong to content of {size}");
        }

        BaoOutboard outboard = new(encoding.ToArray(), root);
        Span<byte> expected = stackalloc byte[Digest.Length];
        root.CopyTo(expected);
        if (size > BaoFormat.ChunkLength)
        {
            outboard.CheckParents(expected, size, 0);
        }

        return outboard;
    }

    /// <summary>The parent at a place in pre-order.</summary>
    /// <param name="index">Parents before it.</param>
    internal ReadOnlySpan<byte> Parent(ulong index) =>
        Encoding.Span.Slice(BaoFormat.HeaderLength + ((int)index * BaoFormat.ParentLength), BaoFormat.ParentLength);

    private static int ChunkCount(int length) => Math.Max(1, (length + BaoFormat.ChunkLength - 1) / BaoFormat.ChunkLength);

    /// <summary>Chaining values of the chunks of a piece that begins at a chunk; only its last chunk may be short.</summary>
    [SkipLocalsInit]
    private static unsafe void HashChunks(ReadOnlySpan<byte> piece, ulong number, Span<byte> values)
    {
        uint* key = stackalloc uint[Blake3Portable.ChainingWords];
        uint* words = stackalloc uint[(PieceChunks + Blake3Rows.Slack) * Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(key);
        fixed (byte* input = piece)
        {
            int whole = piece.Length / BaoFormat.ChunkLength;
            for (int done = 0; done < whole; done += PieceChunks)
            {
                int count = Math.Min(PieceChunks, whole - done);
                byte* from = input + ((long)done * BaoFormat.ChunkLength);
                Blake3Rows.Chunks(Blake3Rows.Best, from, count, key, number + (ulong)done, 0, words);
                new ReadOnlySpan<byte>(words, count * Digest.Length).CopyTo(values[(done * Digest.Length)..]);
            }

            int rest = piece.Length - (whole * BaoFormat.ChunkLength);
            if (rest > 0 || whole == 0)
            {
                ReadOnlySpan<byte> last = piece[^rest..];
                BaoFormat.HashChunk(last, number + (ulong)whole, root: false, values[(whole * Digest.Length)..]);
            }
        }
    }

    private static BaoOutboard Build(ulong size, ReadOnlySpan<byte> values, Digest? whole)
    {
        byte[] encoding = new byte[BaoFormat.HeaderLength + ((int)BaoFormat.Parents(size) * BaoFormat.ParentLength)];
        BinaryPrimitives.WriteUInt64LittleEndian(encoding, size);
        if (whole is Digest small)
        {
            return new BaoOutboard(encoding, small);
        }

        Span<byte> root = stackalloc byte[Digest.Length];
        Join(values, encoding.AsSpan(BaoFormat.HeaderLength), root, top: true);
        return new BaoOutboard(encoding, new Digest(root));
    }

    /// <summary>Writes the parents above some chunks in pre-order, and their chaining value. As deep as the tree: at most 24.</summary>
    private static void Join(ReadOnlySpan<byte> values, Span<byte> parents, Span<byte> value, bool top)
    {
        int chunks = values.Length / Digest.Length;
        if (chunks == 1)
        {
            values.CopyTo(value);
            return;
        }

        int left = (int)(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)chunks) / 2);
        Span<byte> own = parents[..BaoFormat.ParentLength];
        Join(values[..(left * Digest.Length)], parents[BaoFormat.ParentLength..], own, top: false);
        Join(values[(left * Digest.Length)..], parents[(left * BaoFormat.ParentLength)..], own[Digest.Length..], top: false);
        BaoFormat.HashParent(own, top, value);
    }

    private void CheckParents(ReadOnlySpan<byte> expected, ulong size, ulong index)
    {
        Span<byte> value = stackalloc byte[Digest.Length];
        ReadOnlySpan<byte> parent = Parent(index);
        BaoFormat.HashParent(parent, index == 0, value);
        if (!value.SequenceEqual(expected))
        {
            throw BaoFormat.Wrong(Root, $"parent {index} of its outboard is another one");
        }

        ulong left = BaoFormat.Left(size);
        if (left > BaoFormat.ChunkLength)
        {
            CheckParents(parent[..Digest.Length], left, index + 1);
        }

        if (size - left > BaoFormat.ChunkLength)
        {
            CheckParents(parent[Digest.Length..], size - left, index + (left / BaoFormat.ChunkLength));
        }
    }
}
