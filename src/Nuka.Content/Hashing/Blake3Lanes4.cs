using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Nuka.Content.Hashing;

/// <summary>Four lanes: any machine with 128-bit vectors.</summary>
internal readonly unsafe struct Blake3Lanes4 : IBlake3Lanes<Vector128<uint>>
{
    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Broadcast(uint value) => Vector128.Create(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Xor(Vector128<uint> left, Vector128<uint> right) => left ^ right;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MixFour(
        ref Vector128<uint> a0, ref Vector128<uint> a1, ref Vector128<uint> a2, ref Vector128<uint> a3,
        ref Vector128<uint> b0, ref Vector128<uint> b1, ref Vector128<uint> b2, ref Vector128<uint> b3,
        ref Vector128<uint> c0, ref Vector128<uint> c1, ref Vector128<uint> c2, ref Vector128<uint> c3,
        ref Vector128<uint> d0, ref Vector128<uint> d1, ref Vector128<uint> d2, ref Vector128<uint> d3,
        Vector128<uint>* message, byte* order)
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
    public static void Load(byte** rows, nuint offset, Vector128<uint>* message)
    {
        for (nuint quad = 0; quad < 4; quad++)
        {
            nuint at = offset + (quad * 16);
            Vector128<uint> a = *(Vector128<uint>*)(rows[0] + at);
            Vector128<uint> b = *(Vector128<uint>*)(rows[1] + at);
            Vector128<uint> c = *(Vector128<uint>*)(rows[2] + at);
            Vector128<uint> d = *(Vector128<uint>*)(rows[3] + at);
            Blake3Vectors.Transpose(ref a, ref b, ref c, ref d);
            message[(quad * 4) + 0] = a;
            message[(quad * 4) + 1] = b;
            message[(quad * 4) + 2] = c;
            message[(quad * 4) + 3] = d;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<uint>* chaining, uint* output)
    {
        for (int half = 0; half < 2; half++)
        {
            Vector128<uint>* from = chaining + (4 * half);
            Blake3Vectors.Transpose(ref from[0], ref from[1], ref from[2], ref from[3]);
            for (int lane = 0; lane < 4; lane++)
            {
                from[lane].Store(output + (8 * lane) + (4 * half));
            }
        }
    }
}
