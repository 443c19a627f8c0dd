using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Nuka.Platform.Errors;
using Nuka.Trust.Signatures;

namespace Nuka.Trust.Keys;

/// <summary>
/// The public half of an Ed25519 key: whose signature something has. It is printed as OpenSSH prints it, <c>ssh-ed25519 AAAA…</c>, so that the key that
/// somebody has for ssh can be pasted (specs/keys.md).
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>, IComparable<PublicKey>
{
    /// <summary>Bytes of a public key.</summary>
    public const int Length = Ed25519.KeyLength;

    /// <summary>The word before the key: RFC 8709.</summary>
    internal const string Kind = "ssh-ed25519";

    private const int BlobLength = 4 + 11 + 4 + Length;

    private readonly byte[] bytes;

    private PublicKey(byte[] bytes) => this.bytes = bytes;

    /// <summary>The 32 bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>What people compare: <c>SHA256:</c> and 43 characters, as <c>ssh-keygen -l</c> prints it.</summary>
    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Blob)).TrimEnd('=');

    /// <summary>The key as OpenSSH transfers it: its kind and its bytes, each behind its length (RFC 8709, section 4).</summary>
    internal byte[] Blob
    {
        get
        {
            byte[] blob = new byte[BlobLength];
            BinaryPrimitives.WriteInt32BigEndian(blob, Kind.Length);
            "ssh-ed25519"u8.CopyTo(blob.AsSpan(4));
            BinaryPrimitives.WriteInt32BigEndian(blob.AsSpan(4 + Kind.Length), Length);
            bytes.CopyTo(blob.AsSpan(BlobLength - Length));
            return blob;
        }
    }

    /// <summary>Takes over 32 bytes.</summary>
    /// <param name="bytes">The encoded point.</param>
    /// <exception cref="NukaException"><c>trust/weak-key</c>: anybody could sign in its name.</exception>
    /// <exception cref="ArgumentException">There are not 32 of them.</exception>
    public static PublicKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        return Ed25519.IsSound(bytes)
            ? new PublicKey(bytes.ToArray())
            : throw new Problem("trust/weak-key", "anybody could sign in the name of this key")
            {
                Reasons = [$"{Convert.ToHexStringLower(bytes)} is a point of low order, or not in its one encoding; no program makes such keys"],
                Hints = ["do not trust who gave it to you; nuka makes a good one   try: nuka key show"],
            }.ToException();
    }

    /// <summary>Reads a key: <c>ssh-ed25519 AAAA… [comment]</c>, or <c>AAAA…</c> alone.</summary>
    /// <param name="text">One line.</param>
    /// <exception cref="NukaException"><c>trust/bad-key</c>, <c>trust/unknown-key-kind</c>, <c>trust/weak-key</c>.</exception>
    public static PublicKey Parse(string text) => Parse(text, out _);

    /// <summary>As <see cref="Parse(string)"/>, with what stands behind the key.</summary>
    /// <param name="text">One line.</param>
    /// <param name="comment">What stands behind the key; may be empty.</param>
    /// <exception cref="NukaException"><c>trust/bad-key</c>, <c>trust/unknown-key-kind</c>, <c>trust/weak-key</c>.</exception>
    public static PublicKey Parse(string text, out string comment)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Trim().Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string kind = words.FirstOrDefault("");
        bool isAlone = kind.StartsWith("AAAA", StringComparison.Ordinal);
        if (!isAlone && kind != Kind && IsOtherKind(kind))
        {
            throw new Problem("trust/unknown-key-kind", $"nuka knows no keys of the kind `{kind}`")
            {
                Reasons = [$"it signs and verifies with {Kind} alone"],
                Hints = ["make such a key: try: ssh-keygen -t ed25519", "or trust the key that nuka made there: try: nuka key show"],
            }.ToException();
        }

        string? encoded = isAlone ? kind : kind == Kind ? words.ElementAtOrDefault(1) : null;
        comment = string.Join(' ', words.Skip(isAlone ? 1 : 2));
        return encoded is not null && TryReadBlob(encoded) is { } bytes ? FromBytes(bytes) : throw Bad(text);
    }

    /// <summary>Whether a signature is this key's, made for this purpose over these bytes.</summary>
    /// <param name="purpose">What the signature is for: signatures for one purpose are worth nothing for another.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">64 bytes.</param>
    public bool Verify(SigningPurpose purpose, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return Ed25519.Verify(bytes, purpose.SignedBytes(message), signature);
    }

    /// <summary>The printed key: <c>ssh-ed25519 AAAA…</c>.</summary>
    public override string ToString() => $"{Kind} {Convert.ToBase64String(Blob)}";

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] PublicKey? other) => other is not null && bytes.AsSpan().SequenceEqual(other.bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(bytes);

    /// <summary>Order of the bytes.</summary>
    /// <param name="other">The key to compare with.</param>
    public int CompareTo(PublicKey? other) => other is null ? 1 : bytes.AsSpan().SequenceCompareTo(other.bytes);

    /// <summary>Whether two keys are the same.</summary>
    public static bool operator ==(PublicKey? left, PublicKey? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    public static bool operator !=(PublicKey? left, PublicKey? right) => !(left == right);

    /// <summary>Order of the bytes.</summary>
    public static bool operator <(PublicKey? left, PublicKey? right) => Comparer<PublicKey>.Default.Compare(left, right) < 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator >(PublicKey? left, PublicKey? right) => Comparer<PublicKey>.Default.Compare(left, right) > 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator <=(PublicKey? left, PublicKey? right) => !(left > right);

    /// <summary>Order of the bytes.</summary>
    public static bool operator >=(PublicKey? left, PublicKey? right) => !(left < right);

    private static bool IsOtherKind(string word) =>
        word.StartsWith("ssh-", StringComparison.Ordinal) || word.StartsWith("sk-", StringComparison.Ordinal) || word.StartsWith("ecdsa-", StringComparison.Ordinal);

    private static byte[]? TryReadBlob(string encoded)
    {
        Span<byte> blob = stackalloc byte[BlobLength];
        if (encoded.Length != (BlobLength + 2) / 3 * 4 || !Convert.TryFromBase64String(encoded, blob, out int length) || length != BlobLength)
        {
            return null;
        }

        byte[] bytes = blob[^Length..].ToArray();
        return new PublicKey(bytes).Blob.AsSpan().SequenceEqual(blob) ? bytes : null;
    }

    private static NukaException Bad(string text) => new Problem("trust/bad-key", $"`{(text.Length > 100 ? text[..100] + "…" : text)}` is no public key")
    {
        Reasons = [$"a key is one line: `{Kind} AAAA…`, as ssh-keygen writes it to a file whose name ends in .pub"],
        Hints = ["copy the whole line, in quotes", "the one who signs prints it: try: nuka key show"],
    }.ToException();
}
