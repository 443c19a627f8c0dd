using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nuka.Content.Hashing;

/// <summary>Chaining values of many whole chunks or many parents, on the widest path that pays.</summary>
internal static unsafe class Blake3Rows
{
    /// <summary>Rows beyond the asked ones that an output must have room for: a vector is filled up with copies of the last row.</summary>
    internal const int Slack = 16;

    /// <summary>The widest path that this machine has in hardware.</summary>
    internal static Blake3Path Best =>
        Vector512.IsHardwareAccelerated ? Blake3Path.Lanes16
        : Vector256.IsHardwareAccelerated ? Blake3Path.Lanes8
        : Vector128.IsHardwareAccelerated ? Blake3Path.Lanes4
        : Blake3Path.Scalar;

    /// <summary>Chaining values of whole chunks that lie one after the other.</summary>
    /// <param name="path">The widest path to use.</param>
    /// <param name="input">The chunks.</param>
    /// <param name="count">How many.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The number of the first.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="output">8 words for each, and <see cref="Slack"/>.</param>
    internal static void Chunks(Blake3Path path, byte* input, int count, uint* key, ulong counter, uint flags, uint* output)
    {
        while (count > 0)
        {
            int done = Math.Min(count, (int)path);
            if (path == Blake3Path.Scalar)
            {
                Blake3Portable.HashChunk(input, Blake3Portable.ChunkLength, key, counter, flags, output);
            }
            else if (done == 1)
            {
                Blake3Single.HashChunk(input, key, counter, flags, output);
            }
            else
            {
                Side(path, input, Blake3Portable.ChunkLength, done, key, counter, 1, flags, output);
            }

            count -= done;
            counter += (ulong)done;
            input += done * Blake3Portable.ChunkLength;
            output += done * Blake3Portable.ChainingWords;
        }
    }

    /// <summary>Chaining values of parents.</summary>
    /// <param name="path">The widest path to use.</param>
    /// <param name="children">16 words for each parent.</param>
    /// <param name="count">How many parents.</param>
    /// <param name="key">8 words.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="output">8 words for each, and <see cref="Slack"/>; may be the memory of <paramref name="children"/>.</param>
    internal static void Parents(Blake3Path path, uint* children, int count, uint* key, uint flags, uint* output)
    {
        while (count > 0)
        {
            int done = Math.Min(count, (int)path);
            if (path == Blake3Path.Scalar)
            {
                Blake3Portable.HashParent(children, key, flags, output);
            }
            else if (done == 1)
            {
                Blake3Single.HashParent(children, key, flags, output);
            }
            else
            {
                Side(path, (byte*)children, Blake3Portable.BlockLength, done, key, 0, 0, flags, output);
            }

            count -= done;
            children += done * 2 * Blake3Portable.ChainingWords;
            output += done * Blake3Portable.ChainingWords;
        }
    }

    [SkipLocalsInit]
    private static void Side(
        Blake3Path path, byte* input, int stride, int count, uint* key, ulong counter, uint step, uint flags, uint* output)
    {
        byte** rows = stackalloc byte*[16];
        for (int i = 0; i < 16; i++)
        {
            rows[i] = input + (Math.Min(i, count - 1) * stride);
        }

        nuint blocks = (nuint)(stride / Blake3Portable.BlockLength);
        uint all = flags | (step == 0 ? Blake3Portable.Parent : 0);
        uint first = step == 0 ? 0 : Blake3Portable.ChunkStart;
        uint last = step == 0 ? 0 : Blake3Portable.ChunkEnd;
        // A vector of 256 bits with half its lanes idle takes no longer than one of 128, so the narrower is never worth compiling.
        if (count > 8 && path == Blake3Path.Lanes16)
        {
            Blake3Kernel.Hash<Blake3Lanes16, Vector512<uint>>(rows, blocks, key, counter, step, all, first, last, output);
        }
        else if (path >= Blake3Path.Lanes8)
        {
            Blake3Kernel.Hash<Blake3Lanes8, Vector256<uint>>(rows, blocks, key, counter, step, all, first, last, output);
        }
        else
        {
            Blake3Kernel.Hash<Blake3Lanes4, Vector128<uint>>(rows, blocks, key, counter, step, all, first, last, output);
        }
    }
}
