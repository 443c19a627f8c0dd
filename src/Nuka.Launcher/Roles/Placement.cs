using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// Mounts what bubblewrap may not go to by path, for it would follow a link that an earlier program has laid, out of the sandbox. Four kinds: what is
/// seen below a directory that programs write, whose names are theirs to change; what is read-only in the root; what was granted, held ready aside for
/// bubblewrap; and what is only looked at, whether a link leads to it. Names are walked one by one without following any link, and what was found is
/// what is mounted, by descriptor. The mounts are made in our own namespace, on the host's paths; bubblewrap takes them along with the directory that
/// they are in.
/// </summary>
internal static unsafe class Placement
{
    private const uint ReadOnly = 1;
    private const uint IsLink = 2;
    private const uint MakesFile = 4;
    private const uint MakesDirectory = 8;
    private const uint MayBeMissing = 16;
    private const uint InRoot = 32;
    private const uint IsLookedAt = 64;
    private const uint WalksSource = 128;
    private const uint WalksHolder = 256;
    private const uint Aside = 512;

    private const uint EntryLimit = 4096;
    private const int EmptyPath = 0x1000;
    private const int Recursive = 0x8000;

    /// <summary>Makes the mounts below directories of the host, in order; or, once the root is there, those in the root itself and beside it.</summary>
    internal static bool Apply(Plan* plan, bool withRoot, int channel)
    {
        Cursor cursor = plan->Placed;
        uint count = cursor.Count(EntryLimit);
        if (cursor.Bad)
        {
            return Fail(channel, -Error.Invalid, null, null);
        }

        for (uint i = 0; i < count; i++)
        {
            uint flags = cursor.Word();
            byte* source = cursor.Text();
            byte* holder = cursor.Text();
            byte* place = cursor.Text();
            bool isTurn = (flags & (InRoot | Aside)) != 0 == withRoot;
            long result = cursor.Bad ? -Error.Invalid : isTurn ? Mount(flags, source, holder, place) : 0;
            bool isPassedOver = result == -Error.NotFound && (flags & MayBeMissing) != 0;
            if (result < 0 && !isPassedOver)
            {
                return Fail(channel, result, holder, place);
            }
        }

        return true;
    }

    /// <summary>
    /// Looks whether bubblewrap, which has to mount by path where we have no namespace of our own, would meet a link. A link that is to be kept
    /// in its place cannot be kept there.
    /// </summary>
    internal static bool Verify(Plan* plan, int channel)
    {
        Cursor cursor = plan->Placed;
        uint count = cursor.Count(EntryLimit);
        if (cursor.Bad)
        {
            return Fail(channel, -Error.Invalid, null, null);
        }

        for (uint i = 0; i < count; i++)
        {
            uint flags = cursor.Word();
            cursor.Text();
            byte* holder = cursor.Text();
            byte* place = cursor.Text();
            if ((flags & (InRoot | Aside)) != 0 && !cursor.Bad)
            {
                continue; // No program writes there, or an entry of its own looks at the source: bubblewrap has to go by path.
            }

            long found = cursor.Bad ? -Error.Invalid : (flags & IsLink) != 0 ? -Error.NotSupported : Walk(holder, place, flags & ~(MakesFile | MakesDirectory));
            bool mayBeMissing = (flags & (MakesFile | MakesDirectory | MayBeMissing)) != 0;
            if (found < 0 && !(found == -Error.NotFound && mayBeMissing))
            {
                return Fail(channel, found, holder, place);
            }

            if (found >= 0)
            {
                SystemCalls.Close(found);
            }
        }

        return true;
    }

    private static long Mount(uint flags, byte* source, byte* holder, byte* place)
    {
        long target = Walk(holder, place, flags);
        if (target < 0)
        {
            return target;
        }

        if ((flags & IsLookedAt) != 0)
        {
            SystemCalls.Close(target);
            return 0;
        }

        const int Clone = 1;
        byte* nothing = Bytes.Of("\0"u8);
        bool isItself = *source == 0;
        bool isFound = isItself || (flags & WalksSource) != 0;
        long found = isItself ? target : isFound ? Walk(Bytes.Of("/\0"u8), source + 1, 0) : SystemCalls.CurrentDirectory;
        long tree = isFound && found < 0 ? found : SystemCalls.Call(
            Number.OpenTree, found, (long)(isFound ? nothing : source), Clone | SystemCalls.CloseOnExec | Recursive | (isFound ? EmptyPath : 0));
        if (isFound && !isItself && found >= 0)
        {
            SystemCalls.Close(found);
        }

        if (tree < 0)
        {
            SystemCalls.Close(target);
            return tree;
        }

        const ulong NoSetUserNoDevices = 2 | 4;
        ulong* attributes = stackalloc ulong[4];
        attributes[0] = NoSetUserNoDevices | ((flags & ReadOnly) != 0 ? 1u : 0u);
        attributes[1] = 0;
        attributes[2] = 0;
        attributes[3] = 0;
        const int FromDescriptorToDescriptor = 4 | 0x40;
        long result = SystemCalls.Call(Number.MountSetAttributes, tree, (long)nothing, EmptyPath | Recursive, (long)attributes, 32);
        result = result < 0 ? result : SystemCalls.Call(Number.MoveMount, tree, (long)nothing, target, (long)nothing, FromDescriptorToDescriptor);
        SystemCalls.Close(tree);
        SystemCalls.Close(target);
        return result;
    }

    /// <summary>Opens a place below a directory, name by name; what is missing on the way is made if the entry says so.</summary>
    private static long Walk(byte* holder, byte* place, uint flags)
    {
        bool makes = (flags & (MakesFile | MakesDirectory)) != 0;
        bool walksHolder = (flags & WalksHolder) != 0;
        long at = walksHolder ? Walk(Bytes.Of("/\0"u8), holder + 1, 0) : SystemCalls.Open(holder, SystemCalls.DirectoryOnly | SystemCalls.PathOnly);
        byte* name = Memory.Take(Bytes.Length(place) + 1);
        bool isLast = false;
        while (at >= 0 && !isLast)
        {
            nuint length = 0;
            while (place[length] != 0 && place[length] != (byte)'/')
            {
                length++;
            }

            isLast = place[length] == 0;
            Memory.Copy(name, place, length);
            name[length] = 0;
            place += isLast ? length : length + 1;
            if (makes)
            {
                Make(at, name, isLast && (flags & MakesFile) != 0);
            }

            long next = SystemCalls.Open(name, SystemCalls.PathOnly | SystemCalls.NoFollow | (isLast ? 0 : SystemCalls.DirectoryOnly), (int)at);
            SystemCalls.Close(at);
            at = next;
        }

        return at < 0 || IsAsSaid(at, flags) ? at : Refuse(at);
    }

    private static void Make(long directory, byte* name, bool isFile)
    {
        const int CreateNew = 0x40 | 0x80;
        long made = isFile
            ? SystemCalls.Call(Number.OpenAt, directory, (long)name, CreateNew | SystemCalls.CloseOnExec, 0x1A4)
            : SystemCalls.Call(Number.MakeDirectoryAt, directory, (long)name, 0x1ED);
        if (made >= 0 && isFile)
        {
            SystemCalls.Close(made); // what could not be made shows when it is opened
        }
    }

    private static bool IsAsSaid(long descriptor, uint flags)
    {
        const uint KindMask = 0xF000;
        const uint LinkKind = 0xA000;
        byte* status = stackalloc byte[144];
        bool isLink = SystemCalls.Call(Number.Fstat, descriptor, (long)status) == 0 && (*(uint*)(status + 24) & KindMask) == LinkKind;
        return isLink == ((flags & IsLink) != 0);
    }

    private static long Refuse(long descriptor)
    {
        SystemCalls.Close(descriptor);
        return -Error.TooManyLinks;
    }

    private static bool Fail(int channel, long error, byte* holder, byte* place)
    {
        byte* path = holder == null || place == null ? null : Bytes.Join(holder, place);
        Channel.SendFailure(channel, Channel.NoRoot, Stage.Placement, error, path, path == null ? 0 : Bytes.Length(path));
        return false;
    }
}
