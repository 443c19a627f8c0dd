using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Plans;

/// <summary>
/// Reads numbers and texts from bytes in memory, little-endian, as specs/plan.md defines them. Past the end, or after anything that
/// is not as it must be, every read gives zero or null and <see cref="Bad"/> stays set: a caller checks once, at the end.
/// </summary>
internal unsafe struct Cursor
{
    private byte* at;
    private byte* end;

    internal bool Bad;

    internal Cursor(byte* start, nuint count)
    {
        at = start;
        end = start + count;
        Bad = false;
    }

    internal bool AtEnd => at == end;

    internal uint Word()
    {
        byte* place = Skip(4);
        return place == null ? 0 : *(uint*)place;
    }

    internal ulong Long()
    {
        byte* place = Skip(8);
        return place == null ? 0 : *(ulong*)place;
    }

    /// <summary>A count that can be trusted: never more than <paramref name="limit"/>, so a loop over it ends.</summary>
    internal uint Count(uint limit)
    {
        uint count = Word();
        if (count > limit)
        {
            Bad = true;
        }

        return Bad ? 0 : count;
    }

    /// <summary>Bytes with their length: a word, the bytes, one NUL, zeros up to a multiple of four.</summary>
    internal byte* Data(out uint length)
    {
        length = Word();
        byte* place = length > 0x7FFFFFF0u ? null : Skip((length + 4) & ~3u);
        if (place == null || place[length] != 0)
        {
            Bad = true;
            length = 0;
            return null;
        }

        return place;
    }

    /// <summary>Text: data in which no NUL stands.</summary>
    internal byte* Text()
    {
        byte* place = Data(out uint length);
        for (uint i = 0; i < length; i++)
        {
            if (place[i] == 0)
            {
                Bad = true;
                return null;
            }
        }

        return place;
    }

    /// <summary>A list of texts as a vector ended by null.</summary>
    internal byte** List(uint limit, out uint count)
    {
        count = Count(limit);
        byte** list = Memory.TakeVector(count);
        for (uint i = 0; i < count; i++)
        {
            list[i] = Text();
        }

        if (Bad)
        {
            count = 0;
            list[0] = null;
        }

        return list;
    }

    internal byte* Skip(uint count)
    {
        if (Bad || (nuint)(end - at) < count)
        {
            Bad = true;
            return null;
        }

        byte* place = at;
        at += count;
        return place;
    }
}
