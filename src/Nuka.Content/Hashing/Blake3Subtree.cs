using System.Runtime.CompilerServices;

namespace Nuka.Content.Hashing;

/// <summary>Hashes of subtrees: complete ones, and the ragged one at the end of an input.</summary>
internal static unsafe class Blake3Subtree
{
    /// <summary>The chaining value of a complete subtree that is not the root.</summary>
    /// <param name="input">Its bytes.</param>
    /// <param name="chunks">How many chunks it has: a power of two.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The number of its first chunk.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="output">8 words.</param>
    [SkipLocalsInit]
    internal static void Hash(byte* input, ulong chunks, uint* key, ulong counter, uint flags, uint* output)
    {
        if (chunks > Blake3Spine.GroupChunks)
        {
            uint* pair = stackalloc uint[2 * Blake3Portable.ChainingWords];
            ulong half = chunks / 2;
            Hash(input, half, key, counter, flags, pair);
            Hash(input + (half * Blake3Portable.ChunkLength), half, key, counter + half, flags, pair + Blake3Portable.ChainingWords);
            Blake3Portable.HashParent(pair, key, flags, output);
            return;
        }

        uint* values = stackalloc uint[Blake3Spine.GroupChunks * Blake3Portable.ChainingWords];
        HashChunks(input, (int)chunks, key, counter, flags, values);
        for (int count = (int)chunks; count > 1; count /= 2)
        {
            HashParents(values, count / 2, key, flags, values);
        }

        new ReadOnlySpan<uint>(values, Blake3Portable.ChainingWords).CopyTo(new Span<uint>(output, Blake3Portable.ChainingWords));
    }

    /// <summary>The top node of the last group of an input.</summary>
    /// <param name="input">Its bytes.</param>
    /// <param name="length">At most one group.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The number of its first chunk.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="node">The node.</param>
    [SkipLocalsInit]
    internal static void EndNode(byte* input, int length, uint* key, ulong counter, uint flags, out Blake3Node node)
    {
        if (length <= Blake3Portable.ChunkLength)
        {
            Blake3Node.OfChunk(input, length, key, counter, flags, out node);
            return;
        }

        uint* values = stackalloc uint[Blake3Spine.GroupChunks * Blake3Portable.ChainingWords];
        int count = length / Blake3Portable.ChunkLength;
        int rest = length % Blake3Portable.ChunkLength;
        HashChunks(input, count, key, counter, flags, values);
        if (rest != 0)
        {
            Blake3Node.OfChunk(input + (length - rest), rest, key, counter + (ulong)count, flags, out Blake3Node last);
            last.WriteChaining(values + (count * Blake3Portable.ChainingWords));
            count++;
        }

        // Pairing level by level, with the odd one carried up, gives the tree whose left sides are complete.
        while (count > 2)
        {
            HashParents(values, count / 2, key, flags, values);
            if ((count & 1) != 0)
            {
                new ReadOnlySpan<uint>(values + ((count - 1) * Blake3Portable.ChainingWords), Blake3Portable.ChainingWords)
                    .CopyTo(new Span<uint>(values + (count / 2 * Blake3Portable.ChainingWords), Blake3Portable.ChainingWords));
            }

            count = (count + 1) / 2;
        }

        Blake3Node.OfParent(values, key, flags, out node);
    }

    private static void HashChunks(byte* input, int count, uint* key, ulong counter, uint flags, uint* output)
    {
        for (int i = 0; i < count; i++)
        {
            Blake3Portable.HashChunk(
                input + (i * Blake3Portable.ChunkLength),
                Blake3Portable.ChunkLength,
                key,
                counter + (ulong)i,
                flags,
                output + (i * Blake3Portable.ChainingWords));
        }
    }

    private static void HashParents(uint* children, int count, uint* key, uint flags, uint* output)
    {
        for (int i = 0; i < count; i++)
        {
            uint* pair = children + (2 * i * Blake3Portable.ChainingWords);
            Blake3Portable.HashParent(pair, key, flags, output + (i * Blake3Portable.ChainingWords));
        }
    }
}
