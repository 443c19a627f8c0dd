using System.Runtime.CompilerServices;

namespace Nuka.Content.Hashing;

/// <summary>
/// BLAKE3 in plain 32-bit arithmetic. It uses nothing but primitive types and pointers and has no static data, because the
/// freestanding launcher compiles this same file with a core library of its own. Words are read as they lie in memory:
/// little-endian machines only, as everywhere in nuka. Source: the BLAKE3 paper, section 2.
/// </summary>
internal static unsafe class Blake3Portable
{
    internal const int BlockLength = 64;
    internal const int ChunkLength = 1024;

    /// <summary>Words in a chaining value or a key.</summary>
    internal const int ChainingWords = 8;

    /// <summary>Chaining values on the way from the root to any chunk of 2^64 bytes.</summary>
    internal const int DepthLimit = 54;

    internal const uint ChunkStart = 1;
    internal const uint ChunkEnd = 2;
    internal const uint Parent = 4;
    internal const uint Root = 8;
    internal const uint KeyedHash = 16;
    internal const uint DeriveKeyContext = 32;
    internal const uint DeriveKeyMaterial = 64;

    internal const uint Iv0 = 0x6A09E667;
    internal const uint Iv1 = 0xBB67AE85;
    internal const uint Iv2 = 0x3C6EF372;
    internal const uint Iv3 = 0xA54FF53A;
    internal const uint Iv4 = 0x510E527F;
    internal const uint Iv5 = 0x9B05688C;
    internal const uint Iv6 = 0x1F83D9AB;
    internal const uint Iv7 = 0x5BE0CD19;

    private const int Rounds = 7;

    /// <summary>Writes the initial chaining value: the key of plain hashing.</summary>
    /// <param name="key">8 words.</param>
    internal static void SetPlainKey(uint* key)
    {
        key[0] = Iv0;
        key[1] = Iv1;
        key[2] = Iv2;
        key[3] = Iv3;
        key[4] = Iv4;
        key[5] = Iv5;
        key[6] = Iv6;
        key[7] = Iv7;
    }

    /// <summary>The compression function: 16 words of output, of which the first 8 are the next chaining value.</summary>
    /// <param name="chaining">8 words; may be the same memory as <paramref name="output"/>.</param>
    /// <param name="block">64 bytes.</param>
    /// <param name="counter">Number of the chunk, or of the output block.</param>
    /// <param name="blockLength">How many of the block's bytes are input.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="output">16 words.</param>
    internal static void Compress(uint* chaining, byte* block, ulong counter, uint blockLength, uint flags, uint* output)
    {
        uint* message = stackalloc uint[16];
        uint* permuted = stackalloc uint[16];
        for (int i = 0; i < 16; i++)
        {
            message[i] = ((uint*)block)[i];
        }

        uint v0 = chaining[0], v1 = chaining[1], v2 = chaining[2], v3 = chaining[3];
        uint v4 = chaining[4], v5 = chaining[5], v6 = chaining[6], v7 = chaining[7];
        uint v8 = Iv0, v9 = Iv1, v10 = Iv2, v11 = Iv3;
        uint v12 = (uint)counter, v13 = (uint)(counter >> 32), v14 = blockLength, v15 = flags;

        for (int round = 0; round < Rounds; round++)
        {
            Mix(ref v0, ref v4, ref v8, ref v12, message[0], message[1]);
            Mix(ref v1, ref v5, ref v9, ref v13, message[2], message[3]);
            Mix(ref v2, ref v6, ref v10, ref v14, message[4], message[5]);
            Mix(ref v3, ref v7, ref v11, ref v15, message[6], message[7]);
            Mix(ref v0, ref v5, ref v10, ref v15, message[8], message[9]);
            Mix(ref v1, ref v6, ref v11, ref v12, message[10], message[11]);
            Mix(ref v2, ref v7, ref v8, ref v13, message[12], message[13]);
            Mix(ref v3, ref v4, ref v9, ref v14, message[14], message[15]);
            Permute(message, permuted);
            uint* old = message;
            message = permuted;
            permuted = old;
        }

        // The second half needs the old chaining value, so it is written before the first.
        output[8] = v8 ^ chaining[0];
        output[9] = v9 ^ chaining[1];
        output[10] = v10 ^ chaining[2];
        output[11] = v11 ^ chaining[3];
        output[12] = v12 ^ chaining[4];
        output[13] = v13 ^ chaining[5];
        output[14] = v14 ^ chaining[6];
        output[15] = v15 ^ chaining[7];
        output[0] = v0 ^ v8;
        output[1] = v1 ^ v9;
        output[2] = v2 ^ v10;
        output[3] = v3 ^ v11;
        output[4] = v4 ^ v12;
        output[5] = v5 ^ v13;
        output[6] = v6 ^ v14;
        output[7] = v7 ^ v15;
    }

    /// <summary>The chaining value of one chunk; with <see cref="Root"/> in the flags, the digest of a one-chunk input.</summary>
    /// <param name="input">The chunk's bytes.</param>
    /// <param name="length">How many: 0 only for the empty input, at most 1024.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The chunk's number.</param>
    /// <param name="flags">The domain; <see cref="Root"/> is applied to the last block only.</param>
    /// <param name="output">8 words.</param>
    internal static void HashChunk(byte* input, nuint length, uint* key, ulong counter, uint flags, uint* output)
    {
        uint* state = stackalloc uint[16];
        byte* last = stackalloc byte[BlockLength];
        for (int i = 0; i < ChainingWords; i++)
        {
            state[i] = key[i];
        }

        uint inner = flags & ~Root;
        uint start = ChunkStart;
        while (length > BlockLength)
        {
            Compress(state, input, counter, BlockLength, inner | start, state);
            start = 0;
            input += BlockLength;
            length -= BlockLength;
        }

        for (nuint i = 0; i < BlockLength; i++)
        {
            last[i] = i < length ? input[i] : (byte)0;
        }

        Compress(state, last, counter, (uint)length, flags | start | ChunkEnd, state);
        for (int i = 0; i < ChainingWords; i++)
        {
            output[i] = state[i];
        }
    }

    /// <summary>The chaining value of a parent; with <see cref="Root"/> in the flags, the digest of the whole input.</summary>
    /// <param name="children">16 words: both chaining values.</param>
    /// <param name="key">8 words.</param>
    /// <param name="flags">The domain without <see cref="Parent"/>.</param>
    /// <param name="output">8 words; may be the memory of <paramref name="children"/>.</param>
    internal static void HashParent(uint* children, uint* key, uint flags, uint* output)
    {
        uint* state = stackalloc uint[16];
        Compress(key, (byte*)children, 0, BlockLength, flags | Parent, state);
        for (int i = 0; i < ChainingWords; i++)
        {
            output[i] = state[i];
        }
    }

    /// <summary>The plain hash of bytes that lie in memory, one block after the other: for callers without the fast paths.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="length">How many.</param>
    /// <param name="digest">32 bytes.</param>
    internal static void Hash(byte* input, nuint length, byte* digest)
    {
        uint* key = stackalloc uint[ChainingWords];
        uint* stack = stackalloc uint[(DepthLimit + 1) * ChainingWords];
        SetPlainKey(key);
        uint* top = stack;
        ulong chunk = 0;
        while (length > ChunkLength)
        {
            HashChunk(input, ChunkLength, key, chunk, 0, top);
            top += ChainingWords;
            chunk++;
            input += ChunkLength;
            length -= ChunkLength;

            // As many pairs are complete as the count of chunks has trailing zeros.
            for (ulong total = chunk; (total & 1) == 0; total >>= 1)
            {
                top -= ChainingWords;
                HashParent(top - ChainingWords, key, 0, top - ChainingWords);
            }
        }

        HashChunk(input, length, key, chunk, top == stack ? Root : 0, top);
        while (top != stack)
        {
            top -= ChainingWords;
            HashParent(top, key, top == stack ? Root : 0, top);
        }

        for (int i = 0; i < ChainingWords; i++)
        {
            ((uint*)digest)[i] = stack[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, uint x, uint y)
    {
        a = a + b + x;
        d ^= a;
        d = (d >> 16) | (d << 16);
        c += d;
        b ^= c;
        b = (b >> 12) | (b << 20);
        a = a + b + y;
        d ^= a;
        d = (d >> 8) | (d << 24);
        c += d;
        b ^= c;
        b = (b >> 7) | (b << 25);
    }

    private static void Permute(uint* from, uint* to)
    {
        to[0] = from[2];
        to[1] = from[6];
        to[2] = from[3];
        to[3] = from[10];
        to[4] = from[7];
        to[5] = from[0];
        to[6] = from[4];
        to[7] = from[13];
        to[8] = from[1];
        to[9] = from[11];
        to[10] = from[12];
        to[11] = from[5];
        to[12] = from[9];
        to[13] = from[14];
        to[14] = from[15];
        to[15] = from[8];
    }
}
