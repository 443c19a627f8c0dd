using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>Mounts an overlay in a user namespace of its own, where nobody else sees it. Any failure is sent over the channel.</summary>
internal static unsafe class RootMaker
{
    private const int SetFlag = 0;
    private const int SetText = 1;
    private const int Create = 6;

    // Both lie in the tmpfs that is mounted on the target before the overlay is.
    private static System.ReadOnlySpan<byte> SkeletonName => "skeleton"u8;

    private static System.ReadOnlySpan<byte> LinksName => "layers"u8;

    internal static bool Mount(Plan* plan, RootChoice* choice, int channel)
    {
        return EnterNamespace(channel)
            && LaySkeleton(plan, channel)
            && MountOverlay(plan, choice, channel);
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
        long result = MountFresh("tmpfs"u8, plan->Target);
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

    private static long MountFresh(System.ReadOnlySpan<byte> kind, byte* target)
    {
        long system = SystemCalls.Call(Number.OpenFileSystem, (long)Bytes.Of(kind), 1);
        if (system < 0)
        {
            return system;
        }

        // Unprivileged writers of the skeleton would be nobody but us, yet its root must look like a root directory: 0755.
        Configure(system, SetText, "mode"u8, Bytes.Of("0755"u8));
        long result = Configure(system, Create, default, null);
        result = result < 0 ? result : Attach(system, target);
        SystemCalls.Close(system);
        return result;
    }

    private static bool MountOverlay(Plan* plan, RootChoice* choice, int channel)
    {
        long system = SystemCalls.Call(Number.OpenFileSystem, (long)Bytes.Of("overlay"u8), 1);
        if (system < 0)
        {
            return Fail(channel, Stage.OpenOverlay, system);
        }

        for (uint i = 0; i <= choice->LayerCount; i++)
        {
            byte* layer = i < choice->LayerCount ? choice->Layers[i] : Bytes.Join(plan->Target, Bytes.Of(SkeletonName));
            long added = Configure(system, SetText, "lowerdir+"u8, layer);
            if (added == -Error.Invalid && i == 0)
            {
                SystemCalls.Close(system);
                return MountClassicOverlay(plan, choice, channel); // before Linux 6.8 there is no such option
            }

            if (added < 0)
            {
                return FailWithWords(channel, Stage.Layer, added, system, layer);
            }
        }

        if (*choice->Upper != 0)
        {
            long set = Configure(system, SetText, "upperdir"u8, choice->Upper);
            set = set < 0 ? set : Configure(system, SetText, "workdir"u8, choice->Work);
            if (set < 0)
            {
                return FailWithWords(channel, Stage.WritableLayer, set, system, choice->Upper);
            }
        }

        Configure(system, SetFlag, "userxattr"u8, null);
        long created = Configure(system, Create, default, null);
        if (created < 0)
        {
            return FailWithWords(channel, Stage.CreateOverlay, created, system, plan->Target);
        }

        long attached = Attach(system, plan->Target);
        return attached >= 0 || FailWithWords(channel, Stage.MountOverlay, attached, system, plan->Target);
    }

    /// <summary>
    /// The overlay by mount(2), whose options fit one page: the layers are named through links with short names, from the directory of the links.
    /// </summary>
    private static bool MountClassicOverlay(Plan* plan, RootChoice* choice, int channel)
    {
        byte* links = Bytes.Join(plan->Target, Bytes.Of(LinksName));
        long result = MakeDirectory(SystemCalls.CurrentDirectory, links);
        result = result < 0 ? result : SystemCalls.Call(Number.Chdir, (long)links);
        Message options = default;
        options.Add("lowerdir="u8);
        for (uint i = 0; i <= choice->LayerCount && result >= 0; i++)
        {
            Message name = default;
            name.AddNumber(i);
            options.AddBytes(name.Text, (nuint)name.Length);
            options.Add(i < choice->LayerCount ? ":"u8 : ",userxattr"u8);
            name.Add("\0"u8);
            byte* layer = i < choice->LayerCount ? choice->Layers[i] : Bytes.Join(plan->Target, Bytes.Of(SkeletonName));
            result = SystemCalls.Call(Number.SymlinkAt, (long)layer, SystemCalls.CurrentDirectory, (long)name.Text);
        }

        if (result >= 0 && *choice->Upper != 0)
        {
            options.Add(",upperdir=upper,workdir=work"u8);
            result = SystemCalls.Call(Number.SymlinkAt, (long)choice->Upper, SystemCalls.CurrentDirectory, (long)Bytes.Of("upper"u8));
            result |= SystemCalls.Call(Number.SymlinkAt, (long)choice->Work, SystemCalls.CurrentDirectory, (long)Bytes.Of("work"u8));
        }

        options.Add("\0"u8);
        byte* kind = Bytes.Of("overlay"u8);
        result = result < 0
            ? result
            : SystemCalls.Call(Number.Mount, (long)kind, (long)plan->Target, (long)kind, 0, (long)options.Text);
        SystemCalls.Call(Number.Chdir, (long)Bytes.Of("/"u8));
        return result == 0 || Fail(channel, Stage.ClassicOverlay, result);
    }

    private static long Configure(long system, int command, System.ReadOnlySpan<byte> key, byte* value) =>
        SystemCalls.Call(Number.ConfigureFileSystem, system, command, key.Length == 0 ? 0 : (long)Bytes.Of(key), (long)value, 0);

    private static long Attach(long system, byte* target)
    {
        const int FromEmptyPath = 4;
        long mount = SystemCalls.Call(Number.MountFileSystem, system, 1, 0);
        if (mount < 0)
        {
            return mount;
        }

        long result = SystemCalls.Call(
            Number.MoveMount, mount, (long)Bytes.Of("\0"u8), SystemCalls.CurrentDirectory, (long)target, FromEmptyPath);
        SystemCalls.Close(mount);
        return result;
    }

    private static bool Fail(int channel, uint stage, long error)
    {
        Channel.SendFailure(channel, Channel.NoRoot, stage, error, null, 0);
        return false;
    }

    /// <summary>Sends the path and what the kernel itself says of the failure: one line for each read of the file system's descriptor.</summary>
    private static bool FailWithWords(int channel, uint stage, long error, long system, byte* path)
    {
        Message words = default;
        words.AddText(path);
        words.Add("\n"u8);
        byte* line = stackalloc byte[512];
        while (true)
        {
            long length = SystemCalls.Call(Number.Read, system, (long)line, 512);
            if (length <= 0)
            {
                break;
            }

            words.AddBytes(line, (nuint)length);
            if (line[length - 1] != (byte)'\n')
            {
                words.Add("\n"u8);
            }
        }

        Channel.SendFailure(channel, Channel.NoRoot, stage, error, words.Text, (nuint)words.Length);
        return false;
    }
}
