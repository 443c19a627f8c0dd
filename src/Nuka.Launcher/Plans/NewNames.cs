using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Plans;

/// <summary>
/// Finds names that other tools obey where the plan's directories did not have them: only directories whose time is another one are listed, and
/// directories that are new among them. What is found is the business of a visitor.
/// </summary>
internal unsafe struct NewNames
{
    private const uint NameLimit = 28;
    private const uint SkippedLimit = 64;
    private const uint DirectoryLimit = 4096;

    /// <summary>New directories that are entered: a checkout of that many is looked at by the full program, at the next start.</summary>
    private const uint NewDirectoryLimit = 2048;

    private const int DepthLimit = 32;
    private const uint PassedOver = 1u << 29;
    private const uint HasUnknown = 1u << 30;

    private byte** names;
    private uint nameCount;
    private byte** skipped;
    private byte** paths;
    private uint pathCount;
    private ulong written;
    private uint entered;
    private byte** found;
    private uint room;

    /// <summary>How many were found; more than were given back, when there was no room for all.</summary>
    internal uint Found;

    /// <summary>Whether there were more new directories than are entered.</summary>
    internal bool TooMany;

    /// <summary>Looks.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="found">Where the paths of the first ones go.</param>
    /// <param name="room">How many have room there.</param>
    /// <returns>Whether the plan's record was as it must be.</returns>
    internal bool Look(Plan* plan, byte** found, uint room)
    {
        this.found = found;
        this.room = room;
        written = (ulong)plan->Written;
        Cursor cursor = plan->NewNames;
        if (cursor.AtEnd)
        {
            return true;
        }

        names = cursor.List(NameLimit, out nameCount);
        skipped = cursor.List(SkippedLimit, out _);
        pathCount = cursor.Count(DirectoryLimit);
        paths = Memory.TakeVector(pathCount);
        uint* flags = (uint*)Memory.Take((nuint)pathCount * 4);
        ulong* times = (ulong*)Memory.Take((nuint)pathCount * 8);
        for (uint i = 0; i < pathCount; i++)
        {
            flags[i] = cursor.Word();
            times[i] = cursor.Long();
            paths[i] = cursor.Text();
        }

        for (uint i = 0; i < pathCount && !cursor.Bad; i++)
        {
            if ((flags[i] & PassedOver) == 0 && HasChanged(paths[i], times[i]))
            {
                List(paths[i], flags[i], 0);
            }
        }

        return !cursor.Bad && cursor.AtEnd;
    }

    /// <summary>Within two seconds before the plan was written a second change may have left the same time (specs/plan.md).</summary>
    private bool HasChanged(byte* path, ulong time)
    {
        const ulong Second = 1_000_000_000;
        FileFacts facts = default;
        return facts.Read(SystemCalls.CurrentDirectory, path) == 0 && (facts.Modified != time || (time / Second) + 2 >= written);
    }

    private void List(byte* path, uint known, int depth)
    {
        const int BufferBytes = 4096;
        long directory = SystemCalls.Open(path, SystemCalls.DirectoryOnly | SystemCalls.NoFollow);
        if (directory < 0)
        {
            return; // gone, or no directory any more
        }

        byte* buffer = stackalloc byte[BufferBytes];
        long length;
        while ((length = SystemCalls.Call(Number.ListDirectory, directory, (long)buffer, BufferBytes)) > 0)
        {
            // struct linux_dirent64 (getdents64(2)): inode, offset, length of the entry, kind, name.
            for (long at = 0; at < length; at += *(ushort*)(buffer + at + 16))
            {
                Visit(path, buffer + at + 19, buffer[at + 18], known, depth);
            }
        }

        SystemCalls.Close(directory);
    }

    private void Visit(byte* directory, byte* name, byte kind, uint known, int depth)
    {
        for (uint i = 0; i < nameCount; i++)
        {
            if (Bytes.Same(names[i], name))
            {
                if ((known & (1u << (int)i)) == 0)
                {
                    Keep(Bytes.Join(directory, name));
                }

                return;
            }
        }

        const byte IsDirectory = 4;
        const byte IsUnknown = 0;
        bool isPlain = !Bytes.Is(name, "."u8) && !Bytes.Is(name, ".."u8);
        if (isPlain && (kind == IsDirectory || kind == IsUnknown) && (known & HasUnknown) == 0 && !IsSkipped(name))
        {
            Enter(Bytes.Join(directory, name), depth + 1);
        }
    }

    private void Enter(byte* path, int depth)
    {
        for (uint i = 0; i < pathCount; i++)
        {
            if (Bytes.Same(paths[i], path))
            {
                return;
            }
        }

        if (depth > DepthLimit || entered == NewDirectoryLimit)
        {
            TooMany = true;
            return;
        }

        entered++;
        List(path, 0, depth);
    }

    private bool IsSkipped(byte* name)
    {
        for (byte** one = skipped; *one != null; one++)
        {
            if (Bytes.Same(*one, name))
            {
                return true;
            }
        }

        return false;
    }

    private void Keep(byte* path)
    {
        if (Found < room)
        {
            found[Found] = path;
        }

        Found++;
    }
}
