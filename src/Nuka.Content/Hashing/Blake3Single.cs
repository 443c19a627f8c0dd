using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Nuka.Content.Hashing;

/// <summary>
/// The compression function for one input alone: its four columns, then its four diagonals, side by side in 128-bit vectors.
/// It is what small files and the ends of large ones pass through.
/// </summary>
internal static unsafe class Blake3Single
{
    /// <summary>The compression function; see <see cref="Blake3Portable.Compress"/>, whose shape it has.</summary>
    /// <param name="chaining">8 words; may be the same memory as <paramref name="output"/>.</param>
    /// <param name="block">64 bytes.</param>
    /// <param name="counter">Number of the chunk, or of the output block.</param>
    /// <param name="blockLength">How many of the block's bytes are input.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="output">16 words.</param>
    internal static void Compress(uint* chaining, byte* block, ulong counter, uint blockLength, uint flags, uint* output)
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            Blake3Portable.Compress(chaining, block, counter, blockLength, flags, output);
            return;
        }

        uint* words = (uint*)block;
        Vector128<uint> a = Vector128.Load(chaining);
        Vector128<uint> b = Vector128.Load(chaining + 4);
        Vector128<uint> c = Vector128.Create(Blake3Portable.Iv0, Blake3Portable.Iv1, Blake3Portable.Iv2, Blake3Portable.Iv3);
        Vector128<uint> d = Vector128.Create((uint)counter, (uint)(counter >> 32), blockLength, flags);
        byte* schedule = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Blake3Kernel.Schedule));
        for (byte* order = schedule; order < schedule + Blake3Kernel.Schedule.Length; order += 16)
        {
            Half(ref a, ref b, ref c, ref d, words, order);

            // The diagonals become columns, and columns again.
            b = Vector128.Shuffle(b, Vector128.Create(1u, 2, 3, 0));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(3u, 0, 1, 2));
            Half(ref a, ref b, ref c, ref d, words, order + 8);
            b = Vector128.Shuffle(b, Vector128.Create(3u, 0, 1, 2));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(1u, 2, 3, 0));
        }

        (c ^ Vector128.Load(chaining)).Store(output + 8);
        (d ^ Vector128.Load(chaining + 4)).Store(output + 12);
        (a ^ c).Store(output);
        (b ^ d).Store(output + 4);
    }

    /// <summary>The chaining value of a whole chunk.</summary>
    /// <param name="input">1024 bytes.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The chunk's number.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="output">8 words.</param>
    [SkipLocalsInit]
    internal static void HashChunk(byte* input, uint* key, ulong counter, uint flags, uint* output)
    {
        uint* state = stackalloc uint[16];
        Copy(key, state);
        const int Last = (Blake3Portable.ChunkLength / Blake3Portable.BlockLength) - 1;
        for (int block = 0; block <= Last; block++)
        {
            uint edge = (block == 0 ? Blake3Portable.ChunkStart : 0) | (block == Last ? Blake3Portable.ChunkEnd : 0);
            Compress(state, input + (block * Blake3Portable.BlockLength), counter, Blake3Portable.BlockLength, flags | edge, state);
        }

        Copy(state, output);
    }

    /// <summary>The chaining value of a parent.</summary>
    /// <param name="children">16 words: both chaining values.</param>
    /// <param name="key">8 words.</param>
    /// <param name="flags">The domain without the parent's own flag.</param>
    /// <param name="output">8 words; may be the memory of <paramref name="children"/>.</param>
    [SkipLocalsInit]
    internal static void HashParent(uint* children, uint* key, uint flags, uint* output)
    {
        uint* state = stackalloc uint[16];
        Compress(key, (byte*)children, 0, Blake3Portable.BlockLength, flags | Blake3Portable.Parent, state);
        Copy(state, output);
    }

    /// <summary>Copies a chaining value. Nothing here is wider than 128 bits: what is would be compiled at every start, for a few kilobytes to hash.</summary>
    /// <param name="from">8 words.</param>
    /// <param name="to">8 words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(uint* from, uint* to)
    {
        Vector128<uint> lower = Vector128.Load(from);
        Vector128<uint> upper = Vector128.Load(from + 4);
        lower.Store(to);
        upper.Store(to + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(
        ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d, uint* words, byte* order)
    {
        a = a + Vector128.Create(words[order[0]], words[order[2]], words[order[4]], words[order[6]]) + b;
        d = Blake3Vectors.RotateRight16(d ^ a);
        c += d;
        b ^= c;
        b = (b >>> 12) | (b << 20);
        a = a + Vector128.Create(words[order[1]], words[order[3]], words[order[5]], words[order[7]]) + b;
        d = Blake3Vectors.RotateRight8(d ^ a);
        c += d;
        b ^= c;
        b = (b >>> 7) | (b << 25);
    }
}
