using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Nuka.Content.Hashing;

/// <summary>
/// Rotations of words, and turning a square of four by four words within each 128 bits. Each has a form that runs anywhere, so
/// that every width can be tested on every machine.
/// </summary>
internal static class Blake3Vectors
{
    private static Vector128<byte> By16
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    }

    private static Vector128<byte> By8
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> RotateRight16(Vector128<uint> words) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(words.AsByte(), By16).AsUInt32()
        : (words >>> 16) | (words << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> RotateRight8(Vector128<uint> words) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(words.AsByte(), By8).AsUInt32()
        : (words >>> 8) | (words << 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> RotateRight16(Vector256<uint> words) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(words, 16)
        : Avx2.IsSupported ? Avx2.Shuffle(words.AsByte(), Vector256.Create(By16, By16)).AsUInt32()
        : (words >>> 16) | (words << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<uint> RotateRight8(Vector256<uint> words) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(words, 8)
        : Avx2.IsSupported ? Avx2.Shuffle(words.AsByte(), Vector256.Create(By8, By8)).AsUInt32()
        : (words >>> 8) | (words << 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<uint> RotateRight(Vector512<uint> words, [ConstantExpected] byte count) =>
        Avx512F.IsSupported ? Avx512F.RotateRight(words, count) : (words >>> count) | (words << (32 - count));

    /// <summary>Turns four rows of four words into four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        Vector128<ulong> abLow = Low(a, b).AsUInt64();
        Vector128<ulong> abHigh = High(a, b).AsUInt64();
        Vector128<ulong> cdLow = Low(c, d).AsUInt64();
        Vector128<ulong> cdHigh = High(c, d).AsUInt64();
        a = Vector128.Create(abLow.GetLower(), cdLow.GetLower()).AsUInt32();
        b = Vector128.Create(abLow.GetUpper(), cdLow.GetUpper()).AsUInt32();
        c = Vector128.Create(abHigh.GetLower(), cdHigh.GetLower()).AsUInt32();
        d = Vector128.Create(abHigh.GetUpper(), cdHigh.GetUpper()).AsUInt32();
    }

    /// <summary>The same in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        if (Avx2.IsSupported)
        {
            Vector256<ulong> abLow = Avx2.UnpackLow(a, b).AsUInt64();
            Vector256<ulong> abHigh = Avx2.UnpackHigh(a, b).AsUInt64();
            Vector256<ulong> cdLow = Avx2.UnpackLow(c, d).AsUInt64();
            Vector256<ulong> cdHigh = Avx2.UnpackHigh(c, d).AsUInt64();
            a = Avx2.UnpackLow(abLow, cdLow).AsUInt32();
            b = Avx2.UnpackHigh(abLow, cdLow).AsUInt32();
            c = Avx2.UnpackLow(abHigh, cdHigh).AsUInt32();
            d = Avx2.UnpackHigh(abHigh, cdHigh).AsUInt32();
            return;
        }

        Vector128<uint> a0 = a.GetLower(), b0 = b.GetLower(), c0 = c.GetLower(), d0 = d.GetLower();
        Vector128<uint> a1 = a.GetUpper(), b1 = b.GetUpper(), c1 = c.GetUpper(), d1 = d.GetUpper();
        Transpose(ref a0, ref b0, ref c0, ref d0);
        Transpose(ref a1, ref b1, ref c1, ref d1);
        a = Vector256.Create(a0, a1);
        b = Vector256.Create(b0, b1);
        c = Vector256.Create(c0, c1);
        d = Vector256.Create(d0, d1);
    }

    /// <summary>The same in each quarter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(ref Vector512<uint> a, ref Vector512<uint> b, ref Vector512<uint> c, ref Vector512<uint> d)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<ulong> abLow = Avx512F.UnpackLow(a, b).AsUInt64();
            Vector512<ulong> abHigh = Avx512F.UnpackHigh(a, b).AsUInt64();
            Vector512<ulong> cdLow = Avx512F.UnpackLow(c, d).AsUInt64();
            Vector512<ulong> cdHigh = Avx512F.UnpackHigh(c, d).AsUInt64();
            a = Avx512F.UnpackLow(abLow, cdLow).AsUInt32();
            b = Avx512F.UnpackHigh(abLow, cdLow).AsUInt32();
            c = Avx512F.UnpackLow(abHigh, cdHigh).AsUInt32();
            d = Avx512F.UnpackHigh(abHigh, cdHigh).AsUInt32();
            return;
        }

        Vector256<uint> a0 = a.GetLower(), b0 = b.GetLower(), c0 = c.GetLower(), d0 = d.GetLower();
        Vector256<uint> a1 = a.GetUpper(), b1 = b.GetUpper(), c1 = c.GetUpper(), d1 = d.GetUpper();
        Transpose(ref a0, ref b0, ref c0, ref d0);
        Transpose(ref a1, ref b1, ref c1, ref d1);
        a = Vector512.Create(a0, a1);
        b = Vector512.Create(b0, b1);
        c = Vector512.Create(c0, c1);
        d = Vector512.Create(d0, d1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Low(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> High(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);
}
