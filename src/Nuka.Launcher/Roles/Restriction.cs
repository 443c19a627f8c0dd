using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>What a program gives up before it runs. Whatever cannot be applied as the plan says is a failure; nothing is passed over.</summary>
internal static unsafe class Restriction
{
    private const int BoundingSetRead = 23;
    private const int BoundingSetDrop = 24;
    private const int Ambient = 47;

    /// <summary>Empties every set of capabilities, the bounding set included.</summary>
    internal static long DropCapabilities()
    {
        const int AmbientClearAll = 4;
        const int CapabilityLimit = 63;
        SystemCalls.Call(Number.Prctl, Ambient, AmbientClearAll, 0, 0, 0);
        for (int capability = 0; capability <= CapabilityLimit; capability++)
        {
            // 1: it is there and must go; an error ends the kernel's list.
            long present = SystemCalls.Call(Number.Prctl, BoundingSetRead, capability, 0, 0, 0);
            if (present < 0)
            {
                break;
            }

            long dropped = present == 0 ? 0 : SystemCalls.Call(Number.Prctl, BoundingSetDrop, capability, 0, 0, 0);
            if (dropped < 0)
            {
                return dropped;
            }
        }

        uint* header = stackalloc uint[2];
        header[0] = 0x20080522; // _LINUX_CAPABILITY_VERSION_3
        header[1] = 0;
        uint* sets = stackalloc uint[6];
        for (int i = 0; i < 6; i++)
        {
            sets[i] = 0;
        }

        return SystemCalls.Call(Number.CapabilitySet, (long)header, (long)sets);
    }

    /// <summary>Landlock as the plan says it: writing below some paths only, and scopes (Documentation/userspace-api/landlock.rst).</summary>
    internal static long ApplyLandlock(Inner* inner)
    {
        if (inner->WriteRights == 0 && inner->Scopes == 0)
        {
            return 0;
        }

        // An older kernel knows only the first words; it accepts the longer form as long as what it does not know is zero.
        ulong* attributes = stackalloc ulong[3];
        attributes[0] = inner->WriteRights;
        attributes[1] = 0;
        attributes[2] = inner->Scopes;
        long rules = SystemCalls.Call(Number.LandlockCreate, (long)attributes, inner->Scopes == 0 ? 8 : 24, 0);
        if (rules < 0)
        {
            return rules;
        }

        for (byte** path = inner->WritablePaths; *path != null && inner->WriteRights != 0; path++)
        {
            long added = AllowWriting(rules, *path, inner->WriteRights);
            if (added < 0)
            {
                return added;
            }
        }

        return SystemCalls.Call(Number.LandlockRestrict, rules, 0);
    }

    internal static long ApplyFilter(Inner* inner)
    {
        const uint InstructionBytes = 8;
        const int SetModeFilter = 1;
        if (inner->FilterLength == 0)
        {
            return 0;
        }

        ulong* program = stackalloc ulong[2];
        program[0] = inner->FilterLength / InstructionBytes;
        program[1] = (ulong)inner->Filter;
        return SystemCalls.Call(Number.Seccomp, SetModeFilter, 0, (long)program);
    }

    private static long AllowWriting(long rules, byte* path, ulong rights)
    {
        const int PathBeneath = 1;
        const uint KindMask = 0xF000;
        const uint DirectoryKind = 0x4000;
        const ulong FileRights = (1 << 1) | (1 << 14) | (1 << 15); // writing, truncating, device control: all that applies to a file
        long place = SystemCalls.Open(path, SystemCalls.PathOnly);
        if (place == -Error.NotFound)
        {
            return 0;
        }

        byte* status = stackalloc byte[144];
        long result = place < 0 ? place : SystemCalls.Call(Number.Fstat, place, (long)status);
        if (result < 0)
        {
            return result;
        }

        bool isDirectory = (*(uint*)(status + 24) & KindMask) == DirectoryKind;
        uint* rule = stackalloc uint[4]; // packed: 8 bytes of rights, 4 bytes of descriptor
        *(ulong*)rule = isDirectory ? rights : rights & FileRights;
        rule[2] = (uint)place;
        result = SystemCalls.Call(Number.LandlockAddRule, rules, PathBeneath, (long)rule, 0);
        SystemCalls.Close(place);
        return result;
    }
}
