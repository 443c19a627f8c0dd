using System.Buffers.Binary;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Content.Ranges;

/// <summary>
/// Reads content that somebody else sent, and hands out no byte before it is proven to belong to the digest that was asked
/// for, nor the end before the last chunk is. Memory: a chunk, and 32 bytes for each level of the tree. What follows the encoding
/// in the source is not touched.
/// </summary>
/// <remarks>Reading throws a <see cref="NukaException"/> <c>content/wrong-bytes</c> or <c>content/truncated</c>, and then always again.
/// There is no length to be had: what the source states is proven by the last chunk only.</remarks>
public sealed class BaoStream : ForwardStream
{
    private readonly Digest root;
    private readonly ulong start;
    private readonly ulong count;
    private readonly Stream source;
    private readonly BaoOutboard? outboard;
    private readonly Stack<Digest> expected = new();
    private readonly byte[] chunk = new byte[BaoFormat.ChunkLength];
    private BaoWalk? walk;
    private NukaException? failure;
    private int ready;
    private int given;

    private BaoStream(Digest root, ulong start, ulong count, Stream source, BaoOutboard? outboard)
    {
        this.root = root;
        this.start = start;
        this.count = count;
        this.source = source;
        this.outboard = outboard;
        expected.Push(root);
    }

    /// <summary>Reads a combined encoding.</summary>
    /// <param name="encoding">The encoding; not disposed of.</param>
    /// <param name="root">BLAKE3 of the content.</param>
    public static BaoStream OfEncoding(Stream encoding, Digest root) => new(root, 0, ulong.MaxValue, encoding, outboard: null);

    /// <summary>Reads a slice.</summary>
    /// <param name="slice">The slice; not disposed of.</param>
    /// <param name="root">BLAKE3 of the whole content.</param>
    /// <param name="start">First byte, as asked for.</param>
    /// <param name="count">Number of bytes, as asked for.</param>
    public static BaoStream OfSlice(Stream slice, Digest root, ulong start, ulong count) => new(root, start, count, slice, outboard: null);

    /// <summary>Reads a range of content that lies here, and proves it by its outboard.</summary>
    /// <param name="outboard">The outboard.</param>
    /// <param name="content">The content, which can seek; not disposed of.</param>
    /// <param name="start">First byte.</param>
    /// <param name="count">Number of bytes; more than there are means to the end.</param>
    public static BaoStream OfOutboard(BaoOutboard outboard, Stream content, ulong start = 0, ulong count = ulong.MaxValue) =>
        new(outboard.Root, start, count, content, outboard);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (given == ready && !buffer.IsEmpty)
        {
            if (!Advance())
            {
                return 0;
            }
        }

        int length = Math.Min(buffer.Length, ready - given);
        chunk.AsSpan(given, length).CopyTo(buffer);
        given += length;
        return length;
    }

    /// <summary>Goes on by one node.</summary>
    private bool Advance()
    {
        if (failure is not null)
        {
            throw failure;
        }

        try
        {
            walk ??= Begin();
            if (!walk.TryNext(out BaoNode node))
            {
                return false;
            }

            if (node.IsChunk)
            {
                TakeChunk(node);
            }
            else
            {
                TakeParent(node);
            }

            return true;
        }
        catch (NukaException error)
        {
            ready = given = 0;
            failure = error;
            throw;
        }
    }

    private BaoWalk Begin()
    {
        ulong size = outboard?.SizeBytes ?? 0;
        if (outboard is null)
        {
            Span<byte> header = stackalloc byte[BaoFormat.HeaderLength];
            Fill(header);
            size = BinaryPrimitives.ReadUInt64LittleEndian(header);
        }

        return size <= long.MaxValue
            ? new BaoWalk(size, start, count)
            : throw BaoFormat.Wrong(root, $"it claims a length of {size} bytes");
    }

    private void TakeParent(in BaoNode node)
    {
        Span<byte> parent = stackalloc byte[BaoFormat.ParentLength];
        Span<byte> value = stackalloc byte[Digest.Length];
        if (outboard is null)
        {
            Fill(parent);
        }
        else
        {
            outboard.Parent(node.ParentsBefore).CopyTo(parent);
        }

        BaoFormat.HashParent(parent, node.IsRoot, value);
        Check(value, node);
        if (node.TakesRight)
        {
            expected.Push(new Digest(parent[Digest.Length..]));
        }

        if (node.TakesLeft)
        {
            expected.Push(new Digest(parent[..Digest.Length]));
        }
    }

    private void TakeChunk(in BaoNode node)
    {
        Span<byte> value = stackalloc byte[Digest.Length];
        Span<byte> bytes = chunk.AsSpan(0, (int)node.LengthBytes);
        if (outboard is not null && source.Position != (long)node.Start)
        {
            source.Position = (long)node.Start;
        }

        Fill(bytes);
        BaoFormat.HashChunk(bytes, node.Start / BaoFormat.ChunkLength, node.IsRoot, value);
        Check(value, node);

        // Of a proven chunk only what was asked for is handed out.
        ulong end = count > ulong.MaxValue - start ? ulong.MaxValue : start + count;
        ulong from = Math.Clamp(start, node.Start, node.Start + node.LengthBytes);
        ulong to = Math.Clamp(end, from, node.Start + node.LengthBytes);
        given = (int)(from - node.Start);
        ready = (int)(to - node.Start);
    }

    private void Check(ReadOnlySpan<byte> value, in BaoNode node)
    {
        if (new Digest(value) != expected.Pop())
        {
            string what = node.IsChunk ? "chunk" : "parent";
            throw BaoFormat.Wrong(root, $"the {what} of the {node.LengthBytes} bytes from {node.Start} on is another one");
        }
    }

    private void Fill(Span<byte> bytes)
    {
        if (source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw BaoFormat.Truncated(root);
        }
    }
}
