using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nuka.Content.Hashing;

/// <summary>Compresses several inputs side by side, one in each lane.</summary>
internal static unsafe class Blake3Kernel
{
    /// <summary>Which word of the message each place of each round takes: the permutation of the paper, applied 0 to 6 times.</summary>
    internal static ReadOnlySpan<byte> Schedule =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8,
        3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1,
        10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6,
        12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4,
        9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7,
        11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13,
    ];

    /// <summary>Hashes as many equally long rows as there are lanes.</summary>
    /// <param name="rows">Where each row begins; as many as there are lanes, the same one twice if need be.</param>
    /// <param name="blocks">Blocks of 64 bytes in each row.</param>
    /// <param name="key">8 words.</param>
    /// <param name="counter">The counter of the first row.</param>
    /// <param name="step">By how much it grows from row to row: 1 for chunks, 0 for parents.</param>
    /// <param name="flags">Flags of every block.</param>
    /// <param name="first">Flags of the first block besides.</param>
    /// <param name="last">Flags of the last block besides.</param>
    /// <param name="output">8 words for each lane.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Hash<TLanes, TVector>(
        byte** rows, nuint blocks, uint* key, ulong counter, uint step, uint flags, uint first, uint last, uint* output)
        where TLanes : struct, IBlake3Lanes<TVector>
        where TVector : unmanaged
    {
        TVector* message = stackalloc TVector[16];
        TVector* chaining = stackalloc TVector[8];
        uint* counters = stackalloc uint[32];
        byte* schedule = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Schedule));
        for (int i = 0; i < TLanes.Count; i++)
        {
            counters[i] = (uint)(counter + (step * (uint)i));
            counters[16 + i] = (uint)((counter + (step * (uint)i)) >> 32);
        }

        for (int i = 0; i < 8; i++)
        {
            chaining[i] = TLanes.Broadcast(key[i]);
        }

        uint blockFlags = flags | first;
        for (nuint block = 0; block < blocks; block++)
        {
            blockFlags |= block == blocks - 1 ? last : 0;
            TLanes.Load(rows, block * Blake3Portable.BlockLength, message);
            TVector v0 = chaining[0], v1 = chaining[1], v2 = chaining[2], v3 = chaining[3];
            TVector v4 = chaining[4], v5 = chaining[5], v6 = chaining[6], v7 = chaining[7];
            TVector v8 = TLanes.Broadcast(Blake3Portable.Iv0), v9 = TLanes.Broadcast(Blake3Portable.Iv1);
            TVector v10 = TLanes.Broadcast(Blake3Portable.Iv2), v11 = TLanes.Broadcast(Blake3Portable.Iv3);
            TVector v12 = *(TVector*)counters, v13 = *(TVector*)(counters + 16);
            TVector v14 = TLanes.Broadcast(Blake3Portable.BlockLength), v15 = TLanes.Broadcast(blockFlags);

            for (byte* order = schedule; order < schedule + Schedule.Length; order += 16)
            {
                TLanes.MixFour(
                    ref v0, ref v1, ref v2, ref v3,
                    ref v4, ref v5, ref v6, ref v7,
                    ref v8, ref v9, ref v10, ref v11,
                    ref v12, ref v13, ref v14, ref v15,
                    message, order);
                TLanes.MixFour(
                    ref v0, ref v1, ref v2, ref v3,
                    ref v5, ref v6, ref v7, ref v4,
                    ref v10, ref v11, ref v8, ref v9,
                    ref v15, ref v12, ref v13, ref v14,
                    message, order + 8);
            }

            chaining[0] = TLanes.Xor(v0, v8);
            chaining[1] = TLanes.Xor(v1, v9);
            chaining[2] = TLanes.Xor(v2, v10);
            chaining[3] = TLanes.Xor(v3, v11);
            chaining[4] = TLanes.Xor(v4, v12);
            chaining[5] = TLanes.Xor(v5, v13);
            chaining[6] = TLanes.Xor(v6, v14);
            chaining[7] = TLanes.Xor(v7, v15);
            blockFlags = flags;
        }

        TLanes.Store(chaining, output);
    }
}
