using Nuka.Content.Hashing;
using Nuka.Platform.Errors;

namespace Nuka.Content.Ranges;

/// <summary>Writes the combined encoding: content and tree in one stream, verified by a <see cref="BaoStream"/> as it is read.</summary>
public static class BaoEncoder
{
    /// <summary>Encodes bytes in memory.</summary>
    /// <param name="content">The content.</param>
    /// <param name="root">BLAKE3 of the content.</param>
    public static byte[] Encode(ReadOnlySpan<byte> content, out Digest root)
    {
        BaoOutboard outboard = BaoOutboard.Create(content);
        root = outboard.Root;
        byte[] encoding = new byte[outboard.Encoding.Length + content.Length];
        outboard.Encoding.Span[..BaoFormat.HeaderLength].CopyTo(encoding);
        BaoWalk walk = new((ulong)content.Length, 0, ulong.MaxValue);
        int at = BaoFormat.HeaderLength;
        while (walk.TryNext(out BaoNode node))
        {
            ReadOnlySpan<byte> bytes = node.IsChunk
                ? content.Slice((int)node.Start, (int)node.LengthBytes)
                : outboard.Parent(node.ParentsBefore);
            bytes.CopyTo(encoding.AsSpan(at));
            at += bytes.Length;
        }

        return encoding;
    }

    /// <summary>Encodes a stream whose outboard is known.</summary>
    /// <param name="outboard">The outboard of the content.</param>
    /// <param name="content">The content, which can seek.</param>
    /// <param name="output">Receives the encoding.</param>
    /// <exception cref="NukaException"><c>content/truncated</c>: the content is shorter than its outboard says.</exception>
    public static void Encode(BaoOutboard outboard, Stream content, Stream output) =>
        BaoSlice.Extract(outboard, content, 0, ulong.MaxValue, output);
}
