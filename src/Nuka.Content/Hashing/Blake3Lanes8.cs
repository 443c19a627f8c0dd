using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nuka.Content.Hashing;

/// <summary>Eight lanes: 256-bit vectors. Lanes 0 to 3 are the lower half, so that turning works on each half by itself.</summary>
internal readonly unsafe struct Blake3Lanes8 : IBlake3Lanes<Vector256<uint>>
{
    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint value) => Vector256.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> left, Vector256<uint> right) => left ^ right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MixFour(
        ref Vector256<uint> a0, ref Vector256<uint> a1, ref Vector256<uint> a2, ref Vector256<uint> a3,
        ref Vector256<uint> b0, ref Vector256<uint> b1, ref Vector256<uint> b2, ref Vector256<uint> b3,
        ref Vector256<uint> c0, ref Vector256<uint> c1, ref Vector256<uint> c2, ref Vector256<uint> c3,
        ref Vector256<uint> d0, ref Vector256<uint> d1, ref Vector256<uint> d2, ref Vector256<uint> d3,
        Vector256<uint>* message, byte* order)
    {
        a0 = a0 + message[order[0]] + b0;
        a1 = a1 + message[order[2]] + b1;
        a2 = a2 + message[order[4]] + b2;
        a3 = a3 + message[order[6]] + b3;
        d0 ^= a0;
        d1 ^= a1;
        d2 ^= a2;
        d3 ^= a3;
        d0 = Blake3Vectors.RotateRight16(d0);
        d1 = Blake3Vectors.RotateRight16(d1);
        d2 = Blake3Vectors.RotateRight16(d2);
        d3 = Blake3Vectors.RotateRight16(d3);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 ^= c0;
        b1 ^= c1;
        b2 ^= c2;
        b3 ^= c3;
        b0 = (b0 >>> 12) | (b0 << 20);
        b1 = (b1 >>> 12) | (b1 << 20);
        b2 = (b2 >>> 12) | (b2 << 20);
        b3 = (b3 >>> 12) | (b3 << 20);
        a0 = a0 + message[order[1]] + b0;
        a1 = a1 + message[order[3]] + b1;
        a2 = a2 + message[order[5]] + b2;
        a3 = a3 + message[order[7]] + b3;
        d0 ^= a0;
        d1 ^= a1;
        d2 ^= a2;
        d3 ^= a3;
        d0 = Blake3Vectors.RotateRight8(d0);
        d1 = Blake3Vectors.RotateRight8(d1);
        d2 = Blake3Vectors.RotateRight8(d2);
        d3 = Blake3Vectors.RotateRight8(d3);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 ^= c0;
        b1 ^= c1;
        b2 ^= c2;
        b3 ^= c3;
        b0 = (b0 >>> 7) | (b0 << 25);
        b1 = (b1 >>> 7) | (b1 << 25);
        b2 = (b2 >>> 7) | (b2 << 25);
        b3 = (b3 >>> 7) | (b3 << 25);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte** rows, nuint offset, Vector256<uint>* message)
    {
        for (nuint quad = 0; quad < 4; quad++)
        {
            nuint at = offset + (quad * 16);
            Vector256<uint> a = Both(rows[0] + at, rows[4] + at);
            Vector256<uint> b = Both(rows[1] + at, rows[5] + at);
            Vector256<uint> c = Both(rows[2] + at, rows[6] + at);
            Vector256<uint> d = Both(rows[3] + at, rows[7] + at);
            Blake3Vectors.Transpose(ref a, ref b, ref c, ref d);
            message[(quad * 4) + 0] = a;
            message[(quad * 4) + 1] = b;
            message[(quad * 4) + 2] = c;
            message[(quad * 4) + 3] = d;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<uint>* chaining, uint* output)
    {
        for (int half = 0; half < 2; half++)
        {
            Vector256<uint>* from = chaining + (4 * half);
            Blake3Vectors.Transpose(ref from[0], ref from[1], ref from[2], ref from[3]);
            for (int lane = 0; lane < 4; lane++)
            {
                from[lane].GetLower().Store(output + (8 * lane) + (4 * half));
                from[lane].GetUpper().Store(output + (8 * (lane + 4)) + (4 * half));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Both(byte* lower, byte* upper) =>
        Vector256.Create(*(Vector128<uint>*)lower, *(Vector128<uint>*)upper);
}
