using System.Collections.Immutable;
using System.Globalization;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Build.Outputs.Differences;

/// <summary>How two files of a store differ. Large ones are compared as they stream by, the others by what they hold.</summary>
internal static class BlobDifference
{
    private const int WholeBytes = 64 << 20;
    private const int ChunkBytes = 1 << 20;

    internal static (string What, ImmutableArray<string> Details) Describe(ContentStore store, TreeEntry one, TreeEntry other)
    {
        if (one.Size <= WholeBytes && other.Size <= WholeBytes)
        {
            ContentDifference difference = new();
            string what = difference.Describe(store.ReadBlob(one.Digest, WholeBytes), store.ReadBlob(other.Digest, WholeBytes), 0);
            return (what, difference.Details);
        }

        using Stream left = store.OpenBlob(one.Digest);
        using Stream right = store.OpenBlob(other.Digest);
        return (string.Create(CultureInfo.InvariantCulture, $"large files that differ from byte {FirstDifferent(left, right)} on"), []);
    }

    private static long FirstDifferent(Stream left, Stream right)
    {
        byte[] one = new byte[ChunkBytes];
        byte[] other = new byte[ChunkBytes];
        long offset = 0;
        while (true)
        {
            int count = left.ReadAtLeast(one, ChunkBytes, throwOnEndOfStream: false);
            int otherCount = right.ReadAtLeast(other, ChunkBytes, throwOnEndOfStream: false);
            int same = one.AsSpan(0, count).CommonPrefixLength(other.AsSpan(0, otherCount));
            if (same < count || same < otherCount || count == 0)
            {
                return offset + same;
            }

            offset += count;
        }
    }
}
