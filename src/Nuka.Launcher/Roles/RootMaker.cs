using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>Mounts an overlay in a user namespace of its own, where nobody else sees it. Any failure is sent over the channel.</summary>
internal static unsafe class RootMaker
{
    // Both lie in the tmpfs that is mounted on the target before the overlay is.
    private static System.ReadOnlySpan<byte> SkeletonName => "skeleton"u8;

    private static System.ReadOnlySpan<byte> LinksName => "layers"u8;

    /// <summary>Where the overlay itself is mounted: beside what is held ready for bubblewrap, which an overlay on the target would hide.</summary>
    private static System.ReadOnlySpan<byte> RootName => "root"u8;

    internal static bool Mount(Plan* plan, RootChoice* choice, int channel)
    {
        return EnterNamespace(channel)
            && Placement.Apply(plan, withRoot: false, channel)
            && LaySkeleton(plan, channel)
            && MountOverlay(plan, choice, channel)
            && Placement.Apply(plan, withRoot: true, channel);
    }

    private static bool EnterNamespace(int channel)
    {
        const int UserAndMounts = 0x10000000 | 0x00020000;
        const int RecursivePrivate = 0x4000 | 0x40000;
        long user = SystemCalls.Call(Number.GetUid);
        long group = SystemCalls.Call(Number.GetGid);
        long result = SystemCalls.Call(Number.Unshare, UserAndMounts);
        if (result != 0)
        {
            return Fail(channel, Stage.UserNamespace, result);
        }

        // The order is the kernel's: no group map for an unprivileged process before setgroups is denied (user_namespaces(7)).
        result = WriteFile("/proc/self/setgroups"u8, -1);
        result = result == 0 ? WriteFile("/proc/self/uid_map"u8, user) : result;
        result = result == 0 ? WriteFile("/proc/self/gid_map"u8, group) : result;
        if (result != 0)
        {
            return Fail(channel, Stage.IdentityMap, result);
        }

        fixed (byte* root = "/"u8)
        {
            result = SystemCalls.Call(Number.Mount, 0, (long)root, 0, RecursivePrivate, 0);
        }

        return result == 0 || Fail(channel, Stage.PrivateMounts, result);
    }

    /// <summary>Writes "deny", or a map of one id to itself.</summary>
    private static long WriteFile(System.ReadOnlySpan<byte> path, long id)
    {
        const int WriteOnly = 1;
        Message text = default;
        if (id < 0)
        {
            text.Add("deny"u8);
        }
        else
        {
            text.AddNumber(id);
            text.Add(" "u8);
            text.AddNumber(id);
            text.Add(" 1\n"u8);
        }

        long file = SystemCalls.Open(Bytes.Of(path), WriteOnly);
        if (file < 0)
        {
            return file;
        }

        long done = SystemCalls.Call(Number.Write, file, (long)text.Text, text.Length);
        SystemCalls.Close(file);
        return done < 0 ? done : 0;
    }

    /// <summary>Makes the mount points that the layers may lack, in memory: they become the lowest layer.</summary>
    private static bool LaySkeleton(Plan* plan, int channel)
    {
        const uint Directory = 1;
        const uint EntryLimit = 65536;
        const int NoDevicesNoSetUser = 4 | 2;
        byte* memory = Bytes.Of("tmpfs"u8);
        long result = SystemCalls.Call(
            Number.Mount, (long)memory, (long)plan->Target, (long)memory, NoDevicesNoSetUser, (long)Bytes.Of("mode=0755"u8));
        byte* lowest = Bytes.Join(plan->Target, Bytes.Of(SkeletonName));
        result = result < 0 ? result : MakeDirectory(SystemCalls.CurrentDirectory, lowest);
        long root = result < 0 ? result : SystemCalls.Open(lowest, SystemCalls.DirectoryOnly | SystemCalls.PathOnly);
        if (root < 0)
        {
            return Fail(channel, Stage.Skeleton, root);
        }

        Cursor cursor = plan->Skeleton;
        uint count = cursor.Count(EntryLimit);
        for (uint i = 0; i < count; i++)
        {
            uint kind = cursor.Word();
            byte* path = cursor.Text();
            if (cursor.Bad)
            {
                return Fail(channel, Stage.Skeleton, -Error.Invalid);
            }

            long made = kind == Directory ? MakeDirectory(root, path) : MakeFile(root, path);
            if (made < 0 && made != -Error.Exists)
            {
                return Fail(channel, Stage.Skeleton, made);
            }
        }

        SystemCalls.Close(root);
        return true;
    }

    private static long MakeDirectory(long root, byte* path) => SystemCalls.Call(Number.MakeDirectoryAt, root, (long)path, 0x1ED);

    private static long MakeFile(long root, byte* path)
    {
        const int CreateNew = 0x40 | 0x80;
        long file = SystemCalls.Call(Number.OpenAt, root, (long)path, CreateNew | SystemCalls.CloseOnExec, 0x1A4);
        if (file >= 0)
        {
            SystemCalls.Close(file);
        }

        return file;
    }

    /// <summary>
    /// Joins the layers by mount(2), whose options fit one page: the layers are named through links with short names, from the directory of the
    /// links. Short names matter in another way too: bubblewrap reads the table of mounts again and again, and the kernel writes every layer's
    /// name into it each time.
    /// </summary>
    private static bool MountOverlay(Plan* plan, RootChoice* choice, int channel)
    {
        byte* links = Bytes.Join(plan->Target, Bytes.Of(LinksName));
        long result = MakeDirectory(SystemCalls.CurrentDirectory, links);
        result = result < 0 ? result : SystemCalls.Call(Number.Chdir, (long)links);
        Message options = default;
        Message name = default;
        options.Add("lowerdir="u8);
        for (uint i = 0; i <= choice->LayerCount && result >= 0; i++)
        {
            name.Clear();
            AddName(ref name, i);
            options.AddBytes(name.Text, (nuint)name.Length);
            options.Add(i < choice->LayerCount ? ":"u8 : ",userxattr"u8);
            name.Add("\0"u8);
            result = Link(i < choice->LayerCount ? choice->Layers[i] : Bytes.Join(plan->Target, Bytes.Of(SkeletonName)), name.Text);
        }

        bool isWritable = *choice->Upper != 0;
        if (result >= 0 && isWritable)
        {
            options.Add(",upperdir=upper,workdir=work"u8);
            result = Link(choice->Upper, Bytes.Of("upper"u8)) | Link(choice->Work, Bytes.Of("work"u8));
        }

        if (result < 0)
        {
            return Fail(channel, Stage.Links, result);
        }

        const int ReadOnly = 1;
        options.Add("\0"u8);
        byte* kind = Bytes.Of("overlay"u8);
        byte* root = Bytes.Join(plan->Target, Bytes.Of(RootName));
        result = MakeDirectory(SystemCalls.CurrentDirectory, root);
        result = result < 0 ? result : SystemCalls.Call(Number.Mount, (long)kind, (long)root, (long)kind, isWritable ? 0 : ReadOnly, (long)options.Text);
        SystemCalls.Call(Number.Chdir, (long)Bytes.Of("/"u8));
        return result == 0 || FailOverlay(choice, channel, result);
    }

    /// <summary>As few characters as can be: the kernel writes them out, one by one, whenever somebody reads the table of mounts.</summary>
    private static void AddName(ref Message name, uint number)
    {
        System.ReadOnlySpan<byte> digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8;
        const uint Base = 62;
        if (number >= Base)
        {
            AddName(ref name, (number / Base) - 1);
        }

        byte digit = digits[(int)(number % Base)];
        name.AddBytes(&digit, 1);
    }

    private static long Link(byte* target, byte* name) =>
        SystemCalls.Call(Number.SymlinkAt, (long)target, SystemCalls.CurrentDirectory, (long)name);

    /// <summary>Says which directory is missing, if one is: then the plan is at fault. Otherwise the machine is.</summary>
    private static bool FailOverlay(RootChoice* choice, int channel, long error)
    {
        for (uint i = 0; i < choice->LayerCount; i++)
        {
            if (IsMissing(choice->Layers[i]))
            {
                return Fail(channel, Stage.Layer, error, choice->Layers[i]);
            }
        }

        bool isMissing = *choice->Upper != 0 && (IsMissing(choice->Upper) || IsMissing(choice->Work));
        return isMissing ? Fail(channel, Stage.WritableLayer, error, choice->Upper) : Fail(channel, Stage.Overlay, error);
    }

    private static bool IsMissing(byte* path)
    {
        const int Exists = 0;
        return SystemCalls.Call(Number.Access, (long)path, Exists) != 0;
    }

    private static bool Fail(int channel, uint stage, long error, byte* words = null)
    {
        Channel.SendFailure(channel, Channel.NoRoot, stage, error, words, words == null ? 0 : Bytes.Length(words));
        return false;
    }
}
