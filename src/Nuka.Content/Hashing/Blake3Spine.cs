using System.Numerics;
using System.Runtime.CompilerServices;

namespace Nuka.Content.Hashing;

/// <summary>
/// A hash in progress: the key, and the chaining values of the complete subtrees to the left of what is still to come, largest
/// first. It takes whole groups of chunks only, and never the end of the input, since the last group may hold the root.
/// </summary>
internal unsafe struct Blake3Spine
{
    /// <summary>Chunks taken at once, at least; a power of two, and as many as the widest path has lanes.</summary>
    internal const int GroupChunks = 16;

    /// <summary>Bytes of a group.</summary>
    internal const int GroupLength = GroupChunks * Blake3Portable.ChunkLength;

    private fixed uint key[Blake3Portable.ChainingWords];
    private fixed uint subtrees[(Blake3Portable.DepthLimit + 1) * Blake3Portable.ChainingWords];
    private Blake3Path path;
    private uint flags;
    private int depth;
    private ulong chunks;

    /// <summary>Begins a hash.</summary>
    /// <param name="widest">The widest path to use.</param>
    /// <param name="keyWords">8 words.</param>
    /// <param name="domain">Flags of every compression.</param>
    internal void Begin(Blake3Path widest, uint* keyWords, uint domain)
    {
        for (int i = 0; i < Blake3Portable.ChainingWords; i++)
        {
            key[i] = keyWords[i];
        }

        path = widest;
        flags = domain;
        Restart();
    }

    /// <summary>Forgets the input, keeps the key.</summary>
    internal void Restart()
    {
        depth = 0;
        chunks = 0;
    }

    /// <summary>Takes whole groups from the front of the input, and leaves at least one byte and at most one group.</summary>
    /// <param name="input">What comes next; the count of chunks so far is a multiple of a group.</param>
    /// <param name="length">How many bytes.</param>
    /// <returns>How many bytes were taken.</returns>
    internal nuint Absorb(byte* input, nuint length)
    {
        nuint taken = 0;
        while (length - taken > GroupLength)
        {
            // The largest complete subtree that begins here and does not reach the end.
            ulong fits = BitOperations.RoundUpToPowerOf2((ulong)(length - taken)) / 2;
            ulong alignment = chunks == 0 ? fits : (chunks & (0 - chunks)) * Blake3Portable.ChunkLength;
            ulong bytes = Math.Min(fits, alignment);
            Push(input + taken, bytes / Blake3Portable.ChunkLength);
            taken += (nuint)bytes;
        }

        return taken;
    }

    /// <summary>Takes one group, which is not the end of the input.</summary>
    /// <param name="input">The group's bytes.</param>
    internal void AbsorbGroup(byte* input) => Push(input, GroupChunks);

    /// <summary>The root of everything taken and a last piece of input. The spine itself does not change.</summary>
    /// <param name="input">The end of the input.</param>
    /// <param name="length">At most one group; 0 only when nothing was taken.</param>
    /// <param name="root">The root.</param>
    [SkipLocalsInit]
    internal void Finish(byte* input, int length, out Blake3Node root)
    {
        uint* pair = stackalloc uint[2 * Blake3Portable.ChainingWords];
        fixed (uint* keyWords = key, stack = subtrees)
        {
            Blake3Subtree.EndNode(path, input, length, keyWords, chunks, flags, out root);
            for (int level = depth - 1; level >= 0; level--)
            {
                root.WriteChaining(pair + Blake3Portable.ChainingWords);
                uint* left = stack + (level * Blake3Portable.ChainingWords);
                new ReadOnlySpan<uint>(left, Blake3Portable.ChainingWords).CopyTo(new Span<uint>(pair, Blake3Portable.ChainingWords));
                Blake3Node.OfParent(pair, keyWords, flags, out root);
            }
        }
    }

    private void Push(byte* input, ulong count)
    {
        fixed (uint* keyWords = key, stack = subtrees)
        {
            Blake3Subtree.Hash(path, input, count, keyWords, chunks, flags, stack + (depth * Blake3Portable.ChainingWords));
            depth++;
            chunks += count;
            for (ulong total = chunks / count; (total & 1) == 0; total >>= 1)
            {
                depth--;
                uint* pair = stack + ((depth - 1) * Blake3Portable.ChainingWords);
                Blake3Single.HashParent(pair, keyWords, flags, pair);
            }
        }
    }
}
