using System.Runtime.CompilerServices;

namespace Nuka.Content.Hashing;

/// <summary>
/// The last compression of a chunk or of a parent, not yet done: whether it is the root is known only when the input ends, and
/// as the root it gives any length of output.
/// </summary>
internal unsafe struct Blake3Node
{
    private fixed uint chaining[Blake3Portable.ChainingWords];
    private fixed byte block[Blake3Portable.BlockLength];
    private ulong counter;
    private uint blockLength;
    private uint flags;

    /// <summary>The node of one chunk.</summary>
    /// <param name="input">The chunk's bytes, at most 1024.</param>
    /// <param name="length">How many.</param>
    /// <param name="key">8 words.</param>
    /// <param name="chunk">The chunk's number.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="node">The node.</param>
    [SkipLocalsInit]
    internal static void OfChunk(byte* input, int length, uint* key, ulong chunk, uint flags, out Blake3Node node)
    {
        Unsafe.SkipInit(out node);
        uint* state = stackalloc uint[16];
        new ReadOnlySpan<uint>(key, Blake3Portable.ChainingWords).CopyTo(new Span<uint>(state, Blake3Portable.ChainingWords));
        uint start = Blake3Portable.ChunkStart;
        while (length > Blake3Portable.BlockLength)
        {
            Blake3Single.Compress(state, input, chunk, Blake3Portable.BlockLength, flags | start, state);
            start = 0;
            input += Blake3Portable.BlockLength;
            length -= Blake3Portable.BlockLength;
        }

        fixed (uint* to = node.chaining)
        fixed (byte* last = node.block)
        {
            new ReadOnlySpan<uint>(state, Blake3Portable.ChainingWords).CopyTo(new Span<uint>(to, Blake3Portable.ChainingWords));
            Span<byte> padded = new(last, Blake3Portable.BlockLength);
            new ReadOnlySpan<byte>(input, length).CopyTo(padded);
            padded[length..].Clear();
        }

        node.counter = chunk;
        node.blockLength = (uint)length;
        node.flags = flags | start | Blake3Portable.ChunkEnd;
    }

    /// <summary>The node above two chaining values.</summary>
    /// <param name="children">16 words.</param>
    /// <param name="key">8 words.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="node">The node.</param>
    internal static void OfParent(uint* children, uint* key, uint flags, out Blake3Node node)
    {
        Unsafe.SkipInit(out node);
        fixed (uint* to = node.chaining)
        fixed (byte* both = node.block)
        {
            new ReadOnlySpan<uint>(key, Blake3Portable.ChainingWords).CopyTo(new Span<uint>(to, Blake3Portable.ChainingWords));
            new ReadOnlySpan<byte>(children, Blake3Portable.BlockLength).CopyTo(new Span<byte>(both, Blake3Portable.BlockLength));
        }

        node.counter = 0;
        node.blockLength = Blake3Portable.BlockLength;
        node.flags = flags | Blake3Portable.Parent;
    }

    /// <summary>The chaining value, where the node is not the root.</summary>
    /// <param name="output">8 words.</param>
    [SkipLocalsInit]
    internal void WriteChaining(uint* output)
    {
        uint* state = stackalloc uint[16];
        fixed (uint* from = chaining)
        fixed (byte* bytes = block)
        {
            Blake3Single.Compress(from, bytes, counter, blockLength, flags, state);
        }

        new ReadOnlySpan<uint>(state, Blake3Portable.ChainingWords).CopyTo(new Span<uint>(output, Blake3Portable.ChainingWords));
    }

    /// <summary>The output, where the node is the root.</summary>
    /// <param name="output">Receives the bytes; any length.</param>
    /// <param name="offset">Where in the endless output they begin.</param>
    [SkipLocalsInit]
    internal void WriteRoot(Span<byte> output, ulong offset)
    {
        uint* state = stackalloc uint[16];
        ulong outputBlock = offset / Blake3Portable.BlockLength;
        int skip = (int)(offset % Blake3Portable.BlockLength);
        fixed (uint* from = chaining)
        fixed (byte* bytes = block)
        {
            while (!output.IsEmpty)
            {
                Blake3Single.Compress(from, bytes, outputBlock, blockLength, flags | Blake3Portable.Root, state);
                int count = Math.Min(Blake3Portable.BlockLength - skip, output.Length);
                new ReadOnlySpan<byte>((byte*)state + skip, count).CopyTo(output);
                output = output[count..];
                outputBlock++;
                skip = 0;
            }
        }
    }
}
