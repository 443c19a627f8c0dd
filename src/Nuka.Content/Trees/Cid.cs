using System.Diagnostics.CodeAnalysis;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;

namespace Nuka.Content.Trees;

/// <summary>
/// The name of a blob or of a tree: its kind and its digest. Printed it is a CIDv1: the letter <c>b</c> and the base32
/// (RFC 4648, lower case, unpadded) of version 1, the codec, the multihash code of BLAKE3, the length 32, and the digest.
/// </summary>
/// <param name="Kind">Of what the digest is.</param>
/// <param name="Digest">BLAKE3-256 of the blob's bytes, or of the tree's canonical encoding.</param>
public readonly record struct Cid(ContentKind Kind, Digest Digest) : IComparable<Cid>
{
    /// <summary>Characters of a printed blob's name.</summary>
    public const int BlobTextLength = 59;

    /// <summary>Characters of a printed tree's name.</summary>
    public const int TreeTextLength = 64;

    private const char Multibase = 'b';

    // Version 1; codec 'raw' 0x55 of the multicodec table; multihash blake3 0x1e; 32 bytes.
    private static ReadOnlySpan<byte> BlobPrefix => [0x01, 0x55, 0x1E, 0x20];

    // The codec is 0x300001, of the range that the multicodec table leaves to private use, as a varint.
    private static ReadOnlySpan<byte> TreePrefix => [0x01, 0x81, 0x80, 0xC0, 0x01, 0x1E, 0x20];

    /// <summary>The name of a blob.</summary>
    /// <param name="digest">BLAKE3 of its bytes.</param>
    public static Cid OfBlob(Digest digest) => new(ContentKind.Blob, digest);

    /// <summary>The name of a tree.</summary>
    /// <param name="digest">BLAKE3 of its encoding.</param>
    public static Cid OfTree(Digest digest) => new(ContentKind.Tree, digest);

    /// <summary>Reads a printed name.</summary>
    /// <param name="text">The name.</param>
    /// <exception cref="NukaException"><c>content/bad-cid</c>: it is not one, or not in the one form that we print.</exception>
    public static Cid Parse(string text) => TryParse(text, out Cid cid)
        ? cid
        : throw new Problem("content/bad-cid", $"'{text}' is not the name of a blob or a tree")
        {
            Reasons = ["a name is 'bafkr4i…' (a blob, 59 characters) or 'bagaybqabdy…' (a tree, 64 characters)"],
            Hints = ["copy the whole of it, in lower case   try: nuka store ls"],
        }.ToException();

    /// <summary>Reads a printed name in the one form that is printed.</summary>
    /// <param name="text">The name.</param>
    /// <param name="cid">The name as a value, when it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cid cid)
    {
        cid = default;
        ContentKind kind = text?.Length == TreeTextLength ? ContentKind.Tree : ContentKind.Blob;
        if (text is null || text.Length is not (BlobTextLength or TreeTextLength) || text[0] != Multibase)
        {
            return false;
        }

        ReadOnlySpan<byte> prefix = kind == ContentKind.Tree ? TreePrefix : BlobPrefix;
        Span<byte> bytes = stackalloc byte[prefix.Length + Digest.Length];
        if (!Base32.TryRead(text.AsSpan(1), bytes) || !bytes.StartsWith(prefix))
        {
            return false;
        }

        cid = new Cid(kind, new Digest(bytes[prefix.Length..]));
        return true;
    }

    /// <summary>The printed name.</summary>
    public override string ToString()
    {
        ReadOnlySpan<byte> prefix = Kind == ContentKind.Tree ? TreePrefix : BlobPrefix;
        Span<byte> bytes = stackalloc byte[prefix.Length + Digest.Length];
        prefix.CopyTo(bytes);
        Digest.CopyTo(bytes[prefix.Length..]);
        return Multibase + Base32.Write(bytes);
    }

    /// <summary>Blobs before trees, each in the order of their digests.</summary>
    /// <param name="other">The name to compare with.</param>
    public int CompareTo(Cid other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : Digest.CompareTo(other.Digest);

    /// <summary>Blobs before trees, each in the order of their digests.</summary>
    public static bool operator <(Cid left, Cid right) => left.CompareTo(right) < 0;

    /// <summary>Blobs before trees, each in the order of their digests.</summary>
    public static bool operator >(Cid left, Cid right) => left.CompareTo(right) > 0;

    /// <summary>Blobs before trees, each in the order of their digests.</summary>
    public static bool operator <=(Cid left, Cid right) => left.CompareTo(right) <= 0;

    /// <summary>Blobs before trees, each in the order of their digests.</summary>
    public static bool operator >=(Cid left, Cid right) => left.CompareTo(right) >= 0;
}
