using System.Security.Cryptography;
using Nuka.Trust.Signatures;

namespace Nuka.Trust.Keys;

/// <summary>Both halves of an Ed25519 key. The secret half is overwritten when it is disposed of.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly byte[] seed;

    internal SigningKey(ReadOnlySpan<byte> seed)
    {
        this.seed = seed.ToArray();
        PublicKey = PublicKey.FromBytes(Ed25519.DerivePublicKey(seed));
    }

    /// <summary>The half that others know.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The secret half, for the file that keeps it.</summary>
    internal ReadOnlySpan<byte> Seed => seed;

    /// <summary>Makes a new key.</summary>
    public static SigningKey Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.KeyLength];
        RandomNumberGenerator.Fill(seed);
        SigningKey key = new(seed);
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    /// <summary>Signs bytes for a purpose; the same bytes always get the same signature.</summary>
    /// <param name="purpose">What the signature is for.</param>
    /// <param name="message">The bytes.</param>
    /// <returns>64 bytes.</returns>
    public byte[] Sign(SigningPurpose purpose, ReadOnlySpan<byte> message)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return Ed25519.Sign(seed, purpose.SignedBytes(message));
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(seed);
}
