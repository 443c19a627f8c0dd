using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Plans;

/// <summary>A plan file in memory (specs/plan.md). Pointers point into it.</summary>
internal unsafe struct Plan
{
    internal const uint LayerLimit = 499;
    internal const uint ArgumentLimit = 65536;
    internal const uint FileLimit = 64;

    private const uint HeaderBytes = 48;
    private const uint PlanLimit = 16 << 20;
    private const uint RootLimit = 4;
    private const uint RecordCount = 15;

    internal byte* Key;
    internal byte* Lease;
    internal Cursor Freshness;
    internal byte* Target;
    internal RootChoice* Roots;
    internal uint RootCount;
    internal Cursor Skeleton;
    internal byte* Bubblewrap;
    internal Cursor Files;
    internal byte** Passed;
    internal byte** Watched;
    internal byte* Inner;
    internal uint InnerLength;
    internal Cursor Buses;
    internal Cursor Placed;
    internal Cursor Network;
    internal Cursor NewNames;

    /// <summary>When the file was written, in seconds since 1970.</summary>
    internal long Written;

    /// <summary>Reads an open plan file.</summary>
    /// <returns>Whether it is whole and of this version; nothing of it may be used otherwise.</returns>
    internal bool Load(long descriptor)
    {
        byte* status = stackalloc byte[144];
        if (SystemCalls.Call(Number.Fstat, descriptor, (long)status) != 0)
        {
            return false;
        }

        long size = *(long*)(status + 48);
        Written = *(long*)(status + 88);
        if (size < HeaderBytes || size > PlanLimit)
        {
            return false;
        }

        byte* bytes = Memory.Take((nuint)size);
        return SystemCalls.ReadFull(descriptor, bytes, (nuint)size) == size && Parse(bytes, (uint)size);
    }

    private bool Parse(byte* bytes, uint size)
    {
        bool isPlan = Bytes.StartsWith(bytes, "nukaplan"u8) && *(uint*)(bytes + 8) == 4 && *(uint*)(bytes + 12) == size;
        if (!isPlan || !Checksum.Matches(bytes + 16, bytes + HeaderBytes, size - HeaderBytes))
        {
            return false;
        }

        Cursor cursor = new Cursor(bytes + HeaderBytes, size - HeaderBytes);
        for (uint tag = 1; tag <= RecordCount; tag++)
        {
            bool inOrder = cursor.Word() == tag;
            byte* record = cursor.Data(out uint length);
            if (!inOrder || record == null || !ReadRecord(tag, record, length))
            {
                return false;
            }
        }

        return cursor.AtEnd && RootCount > 0;
    }

    private bool ReadRecord(uint tag, byte* record, uint length)
    {
        Cursor cursor = new Cursor(record, length);
        switch (tag)
        {
            case 1: Key = cursor.Skip(32); break;
            case 2: Lease = cursor.Text(); break;
            case 3: Freshness = cursor; return true;
            case 4: Target = cursor.Text(); break;
            case 5: return ReadRoots(ref cursor);
            case 6: Skeleton = cursor; return true;
            case 7: Bubblewrap = cursor.Text(); break;
            case 8: Files = cursor; return true;
            case 9: Passed = cursor.List(ArgumentLimit, out _); break;
            case 10: Watched = cursor.List(ArgumentLimit, out _); break;
            case 11:
                Inner = record;
                InnerLength = length;
                return true;
            case 12: Buses = cursor; return true;
            case 13: Placed = cursor; return true;
            case 14: Network = cursor; return true;
            default: NewNames = cursor; return true;
        }

        return !cursor.Bad && cursor.AtEnd;
    }

    private bool ReadRoots(ref Cursor cursor)
    {
        RootCount = cursor.Count(RootLimit);
        Roots = (RootChoice*)Memory.Take(RootCount * (nuint)sizeof(RootChoice));
        for (uint i = 0; i < RootCount; i++)
        {
            if (!Roots[i].Read(ref cursor))
            {
                return false;
            }
        }

        return cursor.AtEnd;
    }
}
