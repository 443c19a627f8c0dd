using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nuka.Content.Hashing;

/// <summary>Sixteen lanes: 512-bit vectors; four lanes to each quarter, so that turning works on each quarter by itself.</summary>
internal readonly unsafe struct Blake3Lanes16 : IBlake3Lanes<Vector512<uint>>
{
    /// <inheritdoc/>
    public static int Count => 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint value) => Vector512.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> left, Vector512<uint> right) => left ^ right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MixFour(
        ref Vector512<uint> a0, ref Vector512<uint> a1, ref Vector512<uint> a2, ref Vector512<uint> a3,
        ref Vector512<uint> b0, ref Vector512<uint> b1, ref Vector512<uint> b2, ref Vector512<uint> b3,
        ref Vector512<uint> c0, ref Vector512<uint> c1, ref Vector512<uint> c2, ref Vector512<uint> c3,
        ref Vector512<uint> d0, ref Vector512<uint> d1, ref Vector512<uint> d2, ref Vector512<uint> d3,
        Vector512<uint>* message, byte* order)
    {
        a0 = a0 + message[order[0]] + b0;
        a1 = a1 + message[order[2]] + b1;
        a2 = a2 + message[order[4]] + b2;
        a3 = a3 + message[order[6]] + b3;
        d0 ^= a0;
        d1 ^= a1;
        d2 ^= a2;
        d3 ^= a3;
        d0 = Blake3Vectors.RotateRight(d0, 16);
        d1 = Blake3Vectors.RotateRight(d1, 16);
        d2 = Blake3Vectors.RotateRight(d2, 16);
        d3 = Blake3Vectors.RotateRight(d3, 16);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 ^= c0;
        b1 ^= c1;
        b2 ^= c2;
        b3 ^= c3;
        b0 = Blake3Vectors.RotateRight(b0, 12);
        b1 = Blake3Vectors.RotateRight(b1, 12);
        b2 = Blake3Vectors.RotateRight(b2, 12);
        b3 = Blake3Vectors.RotateRight(b3, 12);
        a0 = a0 + message[order[1]] + b0;
        a1 = a1 + message[order[3]] + b1;
        a2 = a2 + message[order[5]] + b2;
        a3 = a3 + message[order[7]] + b3;
        d0 ^= a0;
        d1 ^= a1;
        d2 ^= a2;
        d3 ^= a3;
        d0 = Blake3Vectors.RotateRight(d0, 8);
        d1 = Blake3Vectors.RotateRight(d1, 8);
        d2 = Blake3Vectors.RotateRight(d2, 8);
        d3 = Blake3Vectors.RotateRight(d3, 8);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 ^= c0;
        b1 ^= c1;
        b2 ^= c2;
        b3 ^= c3;
        b0 = Blake3Vectors.RotateRight(b0, 7);
        b1 = Blake3Vectors.RotateRight(b1, 7);
        b2 = Blake3Vectors.RotateRight(b2, 7);
        b3 = Blake3Vectors.RotateRight(b3, 7);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte** rows, nuint offset, Vector512<uint>* message)
    {
        for (nuint quad = 0; quad < 4; quad++)
        {
            nuint at = offset + (quad * 16);
            Vector512<uint> a = Four(rows, at);
            Vector512<uint> b = Four(rows + 1, at);
            Vector512<uint> c = Four(rows + 2, at);
            Vector512<uint> d = Four(rows + 3, at);
            Blake3Vectors.Transpose(ref a, ref b, ref c, ref d);
            message[(quad * 4) + 0] = a;
            message[(quad * 4) + 1] = b;
            message[(quad * 4) + 2] = c;
            message[(quad * 4) + 3] = d;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<uint>* chaining, uint* output)
    {
        for (int half = 0; half < 2; half++)
        {
            Vector512<uint>* from = chaining + (4 * half);
            Blake3Vectors.Transpose(ref from[0], ref from[1], ref from[2], ref from[3]);
            for (int lane = 0; lane < 16; lane++)
            {
                Vector128<uint> words = ((Vector128<uint>*)(from + (lane % 4)))[lane / 4];
                words.Store(output + (8 * lane) + (4 * half));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Four(byte** rows, nuint at) => Vector512.Create(
        Vector256.Create(*(Vector128<uint>*)(rows[0] + at), *(Vector128<uint>*)(rows[4] + at)),
        Vector256.Create(*(Vector128<uint>*)(rows[8] + at), *(Vector128<uint>*)(rows[12] + at)));
}
