using System.Buffers.Binary;
using System.Numerics;

namespace Nuka.Graft.Index;

/// <summary>A hash table as a section: a power of two of 32-bit slots, each 0 or a row's number plus one; collisions go to the next slot.</summary>
internal static class KeyTable
{
    /// <summary>FNV-1a with 32 bits and a final mix, so that the low bits depend on all of the key.</summary>
    internal static uint Hash(ReadOnlySpan<byte> key, uint seed = 0)
    {
        uint hash = 2166136261u ^ seed;
        foreach (byte value in key)
        {
            hash = (hash ^ value) * 16777619u;
        }

        hash ^= hash >> 15;
        hash *= 0x2C1B3C6Du;
        return hash ^ (hash >> 13);
    }

    /// <summary>Builds a table of rows; the hash of each is handed in.</summary>
    /// <param name="hashes">The hash of the key and the number of each row to be found.</param>
    internal static byte[] Build(IReadOnlyCollection<(uint Hash, uint Row)> hashes)
    {
        uint slotCount = BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, hashes.Count * 2));
        byte[] table = new byte[slotCount * 4];
        foreach ((uint hash, uint row) in hashes)
        {
            uint slot = hash & (slotCount - 1);
            while (BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan((int)slot * 4)) != 0)
            {
                slot = (slot + 1) & (slotCount - 1);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan((int)slot * 4), row + 1);
        }

        return table;
    }

    /// <summary>The rows that may have a key with this hash, in the order of the table.</summary>
    internal static IEnumerable<uint> Candidates(IndexFile file, int section, uint hash)
    {
        long slotCount = file.SectionLength(section) / 4;
        if (slotCount == 0 || !BitOperations.IsPow2(slotCount))
        {
            throw file.Damaged("a table's size is not a power of two");
        }

        long slot = hash & (slotCount - 1);
        for (long tries = 0; tries < slotCount; tries++)
        {
            uint value = file.ReadNumber(section, slot * 4);
            if (value == 0)
            {
                yield break;
            }

            yield return value - 1;
            slot = (slot + 1) & (slotCount - 1);
        }
    }
}
