using System.Buffers.Binary;

namespace Nuka.Content.Tests.Ranges;

/// <summary>The input of the bao project's vectors: 1, 2, 3, … as little-endian words of 32 bits.</summary>
internal static class BaoInput
{
    internal static byte[] Of(int length)
    {
        byte[] padded = new byte[length + 4];
        for (int at = 0; at < length; at += 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(padded.AsSpan(at), (at / 4) + 1);
        }

        return padded[..length];
    }

    internal static byte[] ReadAll(Stream stream)
    {
        using MemoryStream all = new();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
