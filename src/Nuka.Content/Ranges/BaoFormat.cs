using System.Numerics;
using System.Runtime.CompilerServices;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;

namespace Nuka.Content.Ranges;

/// <summary>
/// Sizes and checks that all parts of the format share. Source: the Bao specification (docs/spec.md of the bao project): an
/// 8-byte little-endian length, then the nodes of the BLAKE3 tree in pre-order; a parent is both chaining values below it.
/// </summary>
internal static class BaoFormat
{
    internal const int HeaderLength = 8;
    internal const int ParentLength = 64;
    internal const int ChunkLength = Blake3Portable.ChunkLength;

    /// <summary>Parents of a whole tree.</summary>
    /// <param name="lengthBytes">Length of the content.</param>
    internal static ulong Parents(ulong lengthBytes) => lengthBytes == 0 ? 0 : (lengthBytes - 1) / ChunkLength;

    /// <summary>Bytes of content on the left below a parent: the largest power of two of chunks that leaves some on the right.</summary>
    /// <param name="lengthBytes">Bytes below the parent; more than a chunk.</param>
    internal static ulong Left(ulong lengthBytes) => (1ul << BitOperations.Log2((lengthBytes - 1) / ChunkLength)) * ChunkLength;

    /// <summary>The chaining value of a parent, or the digest when it is the root.</summary>
    /// <param name="children">64 bytes.</param>
    /// <param name="root">Whether it is the root.</param>
    /// <param name="value">32 bytes.</param>
    [SkipLocalsInit]
    internal static unsafe void HashParent(ReadOnlySpan<byte> children, bool root, Span<byte> value)
    {
        uint* key = stackalloc uint[Blake3Portable.ChainingWords];
        uint* pair = stackalloc uint[2 * Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(key);
        children.CopyTo(new Span<byte>(pair, ParentLength));
        Blake3Single.HashParent(pair, key, root ? Blake3Portable.Root : 0, pair);
        new ReadOnlySpan<byte>(pair, Digest.Length).CopyTo(value);
    }

    /// <summary>The chaining value of a chunk, or the digest when it is the root.</summary>
    /// <param name="chunk">At most 1024 bytes.</param>
    /// <param name="number">The chunk's number.</param>
    /// <param name="root">Whether it is the root.</param>
    /// <param name="value">32 bytes.</param>
    [SkipLocalsInit]
    internal static unsafe void HashChunk(ReadOnlySpan<byte> chunk, ulong number, bool root, Span<byte> value)
    {
        uint* key = stackalloc uint[Blake3Portable.ChainingWords];
        uint* words = stackalloc uint[Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(key);
        fixed (byte* input = chunk)
        {
            Blake3Node.OfChunk(input, chunk.Length, key, number, 0, out Blake3Node node);
            if (root)
            {
                node.WriteRoot(value[..Digest.Length], 0);
                return;
            }

            node.WriteChaining(words);
        }

        new ReadOnlySpan<byte>(words, Digest.Length).CopyTo(value);
    }

    /// <summary>The problem of bytes that are not those that were named.</summary>
    /// <param name="root">What was asked for.</param>
    /// <param name="reason">What does not fit, and where.</param>
    internal static NukaException Wrong(Digest root, string reason) =>
        new Problem("content/wrong-bytes", $"what came is not the content that blake3 {root} names") { Reasons = [reason] }.ToException();

    /// <summary>The problem of bytes that end too early.</summary>
    /// <param name="root">What was asked for.</param>
    internal static NukaException Truncated(Digest root) =>
        new Problem("content/truncated", $"the content that blake3 {root} names ends too early").ToException();
}
