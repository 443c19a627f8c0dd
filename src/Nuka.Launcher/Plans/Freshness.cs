using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Plans;

/// <summary>Compares what a plan was made from with what is there now.</summary>
internal static unsafe class Freshness
{
    private const uint EntryLimit = 4096;

    /// <summary>Once a day a plan is made anew: that compares every file of the root, of which a warm start compares only some.</summary>
    internal static bool IsOld(long written)
    {
        const int RealTime = 0;
        const long Day = 24 * 60 * 60;
        long* now = stackalloc long[2];
        return SystemCalls.Call(Number.ClockGetTime, RealTime, (long)now) != 0 || *now < written || *now - written > Day;
    }

    internal static bool Holds(Plan* plan)
    {
        Cursor cursor = plan->Freshness;
        uint count = cursor.Count(EntryLimit);
        for (uint i = 0; i < count; i++)
        {
            uint exists = cursor.Word();
            FileFacts expected = default;
            expected.Device = cursor.Long();
            expected.Inode = cursor.Long();
            expected.Size = cursor.Long();
            expected.Modified = cursor.Long();
            expected.Changed = cursor.Long();
            byte* path = cursor.Text();
            if (cursor.Bad || !IsAsExpected(path, exists == 1, &expected))
            {
                return false;
            }
        }

        return cursor.AtEnd && AreAbsent(plan->Watched) && IsNothingNew(plan);
    }

    /// <summary>What was absent when the plan was made is not protected by it: once such a path exists, the plan is stale.</summary>
    private static bool AreAbsent(byte** watched)
    {
        FileFacts any = default;
        for (; *watched != null; watched++)
        {
            if (any.Read(SystemCalls.CurrentDirectory, *watched) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNothingNew(Plan* plan)
    {
        NewNames names = default;
        return names.Look(plan, null, 0) && names.Found == 0 && !names.TooMany;
    }

    private static bool IsAsExpected(byte* path, bool exists, FileFacts* expected)
    {
        FileFacts actual = default;
        long result = actual.Read(SystemCalls.CurrentDirectory, path);
        if (!exists)
        {
            return result == -Error.NotFound || result == -Error.NotDirectory;
        }

        return result == 0
            && actual.Device == expected->Device
            && actual.Inode == expected->Inode
            && actual.Size == expected->Size
            && actual.Modified == expected->Modified
            && (expected->Changed == 0 || actual.Changed == expected->Changed);
    }
}
