using System.Security.Cryptography;
using Nuka.Trust.Native;

namespace Nuka.Trust.Keys;

/// <summary>
/// Ed25519 (RFC 8032, section 5.1) by the system's libcrypto. What is accepted is stricter than the RFC demands, so that every nuka, with whatever library,
/// answers alike: points of low order are refused, as key and in signatures, and so are points that are not in their one encoding; the equation is
/// checked without the cofactor.
/// </summary>
internal static unsafe class Ed25519
{
    /// <summary>Bytes of a private key (the seed of RFC 8032) and of a public key.</summary>
    internal const int KeyLength = 32;

    /// <summary>Bytes of a signature.</summary>
    internal const int SignatureLength = 64;

    // The five encodings, without the sign bit, of the eight points whose order divides 8 (order 1, 2, 4, 8, 8). Computed from the curve's equation by a test.
    private static readonly string[] LowOrder =
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ECFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05",
        "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A",
    ];

    /// <summary>The public key of a private one.</summary>
    internal static byte[] DerivePublicKey(ReadOnlySpan<byte> seed)
    {
        nint key = OpenPrivate(seed);
        try
        {
            byte[] publicKey = new byte[KeyLength];
            nuint length = KeyLength;
            fixed (byte* to = publicKey)
            {
                Require(Crypto.GetPublicKey(key, to, ref length) == 1 && length == KeyLength);
            }

            return publicKey;
        }
        finally
        {
            Crypto.FreeKey(key);
        }
    }

    /// <summary>Signs a message; the same key and message always give the same signature.</summary>
    internal static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        nint key = OpenPrivate(seed);
        nint context = Crypto.NewContext();
        try
        {
            Require(context != 0 && Crypto.BeginSigning(context, 0, 0, 0, key) == 1);
            byte[] signature = new byte[SignatureLength];
            nuint length = SignatureLength;
            byte nothing = 0;
            fixed (byte* to = signature)
            fixed (byte* text = message)
            {
                Require(Crypto.Sign(context, to, ref length, text is null ? &nothing : text, (nuint)message.Length) == 1 && length == SignatureLength);
            }

            return signature;
        }
        finally
        {
            Crypto.FreeContext(context);
            Crypto.FreeKey(key);
        }
    }

    /// <summary>Whether a signature is the key's over this message.</summary>
    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeyLength || signature.Length != SignatureLength || !IsSound(publicKey) || !IsSound(signature[..KeyLength]))
        {
            return false;
        }

        nint context = Crypto.NewContext();
        nint key = 0;
        try
        {
            byte nothing = 0;
            fixed (byte* point = publicKey)
            fixed (byte* given = signature)
            fixed (byte* text = message)
            {
                key = Crypto.NewPublicKey(Crypto.Ed25519, 0, point, KeyLength);
                Require(context != 0 && key != 0 && Crypto.BeginVerifying(context, 0, 0, 0, key) == 1);
                bool isRight = Crypto.Verify(context, given, SignatureLength, text is null ? &nothing : text, (nuint)message.Length) == 1;
                Crypto.ClearErrors(); // A wrong signature leaves an entry in this thread's queue, which .NET's own calls would find.
                return isRight;
            }
        }
        finally
        {
            Crypto.FreeContext(context);
            Crypto.FreeKey(key);
        }
    }

    /// <summary>Whether an encoded point is in its one form and not of low order. That it lies on the curve is seen when something is verified.</summary>
    internal static bool IsSound(ReadOnlySpan<byte> point)
    {
        Span<byte> y = stackalloc byte[KeyLength];
        point.CopyTo(y);
        y[KeyLength - 1] &= 0x7F;
        return IsBelowPrime(y) && !LowOrder.Contains(Convert.ToHexString(y));
    }

    // The prime is 2^255 - 19, little-endian: ED, thirty times FF, 7F.
    private static bool IsBelowPrime(ReadOnlySpan<byte> y) =>
        y[KeyLength - 1] != 0x7F || y[1..(KeyLength - 1)].ContainsAnyExcept((byte)0xFF) || y[0] < 0xED;

    private static nint OpenPrivate(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, KeyLength);
        fixed (byte* bytes = seed)
        {
            nint key = Crypto.NewPrivateKey(Crypto.Ed25519, 0, bytes, KeyLength);
            Require(key != 0);
            return key;
        }
    }

    // With right arguments these calls fail only where memory is out, or the library was built without the curve.
    private static void Require(bool worked)
    {
        if (!worked)
        {
            throw new CryptographicException("libcrypto refused Ed25519");
        }
    }
}
