using System.Runtime.CompilerServices;

namespace Nuka.Content.Hashing;

/// <summary>Hashes of subtrees: complete ones, and the ragged one at the end of an input.</summary>
internal static unsafe class Blake3Subtree
{
    /// <summary>Bytes from which a complete subtree is shared out among threads: below, starting them costs more than they bring.</summary>
    internal const ulong ParallelLength = 4 * 1024 * 1024;

    /// <summary>Chunks whose chaining values are held at once: enough to fill the vectors on most levels above them.</summary>
    private const int LeafChunks = 128;

    /// <summary>Chunks of one thread's piece of work.</summary>
    private const ulong PieceChunks = 512;

    /// <summary>The chaining value of a complete subtree that is not the root.</summary>
    /// <param name="path">The widest path to use.</param>
    /// <param name="input">Its bytes.</param>
    /// <param name="chunks">How many chunks it has: a power of two.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The number of its first chunk.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="output">8 words.</param>
    [SkipLocalsInit]
    internal static void Hash(Blake3Path path, byte* input, ulong chunks, uint* key, ulong counter, uint flags, uint* output)
    {
        if (chunks * Blake3Portable.ChunkLength >= ParallelLength && Environment.ProcessorCount > 1)
        {
            HashInParallel(path, input, chunks, key, counter, flags, output);
            return;
        }

        if (chunks > LeafChunks)
        {
            uint* pair = stackalloc uint[2 * Blake3Portable.ChainingWords];
            ulong half = chunks / 2;
            Hash(path, input, half, key, counter, flags, pair);
            Hash(path, input + (half * Blake3Portable.ChunkLength), half, key, counter + half, flags, pair + Blake3Portable.ChainingWords);
            Blake3Single.HashParent(pair, key, flags, output);
            return;
        }

        uint* values = stackalloc uint[(LeafChunks + Blake3Rows.Slack) * Blake3Portable.ChainingWords];
        Blake3Rows.Chunks(path, input, (int)chunks, key, counter, flags, values);
        Reduce(path, values, (int)chunks, key, flags, output);
    }

    /// <summary>The top node of the last group of an input.</summary>
    /// <param name="path">The widest path to use.</param>
    /// <param name="input">Its bytes.</param>
    /// <param name="length">At most one group.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The number of its first chunk.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="node">The node.</param>
    [SkipLocalsInit]
    internal static void EndNode(Blake3Path path, byte* input, int length, uint* key, ulong counter, uint flags, out Blake3Node node)
    {
        if (length <= Blake3Portable.ChunkLength)
        {
            Blake3Node.OfChunk(input, length, key, counter, flags, out node);
            return;
        }

        uint* values = stackalloc uint[(Blake3Spine.GroupChunks + Blake3Rows.Slack) * Blake3Portable.ChainingWords];
        int count = length / Blake3Portable.ChunkLength;
        int rest = length % Blake3Portable.ChunkLength;
        Blake3Rows.Chunks(path, input, count, key, counter, flags, values);
        if (rest != 0)
        {
            Blake3Node.OfChunk(input + (length - rest), rest, key, counter + (ulong)count, flags, out Blake3Node last);
            last.WriteChaining(values + (count * Blake3Portable.ChainingWords));
            count++;
        }

        // Pairing level by level, with the odd one carried up, gives the tree whose left sides are complete. The odd one is
        // put aside, since the parents are written with slack.
        uint* odd = stackalloc uint[Blake3Portable.ChainingWords];
        while (count > 2)
        {
            int parents = count / 2;
            bool carried = (count & 1) != 0;
            if (carried)
            {
                Blake3Single.Copy(values + ((count - 1) * Blake3Portable.ChainingWords), odd);
            }

            Blake3Rows.Parents(path, values, parents, key, flags, values);
            if (carried)
            {
                Blake3Single.Copy(odd, values + (parents * Blake3Portable.ChainingWords));
                parents++;
            }

            count = parents;
        }

        Blake3Node.OfParent(values, key, flags, out node);
    }

    private static void HashInParallel(Blake3Path path, byte* input, ulong chunks, uint* key, ulong counter, uint flags, uint* output)
    {
        int pieces = (int)(chunks / PieceChunks);
        uint[] values = new uint[(pieces + Blake3Rows.Slack) * Blake3Portable.ChainingWords];
        fixed (uint* pinned = values)
        {
            // The compiler does not let a lambda hold a pinned pointer; the pin outlasts the loop.
            uint* all = pinned;
            Parallel.For(0, pieces, piece =>
            {
                ulong first = (ulong)piece * PieceChunks;
                byte* from = input + (first * Blake3Portable.ChunkLength);
                Hash(path, from, PieceChunks, key, counter + first, flags, all + (piece * Blake3Portable.ChainingWords));
            });
            Reduce(path, all, pieces, key, flags, output);
        }
    }

    private static void Reduce(Blake3Path path, uint* values, int count, uint* key, uint flags, uint* output)
    {
        for (; count > 1; count /= 2)
        {
            Blake3Rows.Parents(path, values, count / 2, key, flags, values);
        }

        Blake3Single.Copy(values, output);
    }
}
