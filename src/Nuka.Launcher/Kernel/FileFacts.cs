namespace Nuka.Launcher.Kernel;

/// <summary>What statx(2) says of a path, as far as the launcher compares it.</summary>
internal unsafe struct FileFacts
{
    internal uint User;
    internal uint Mode;
    internal ulong Inode;
    internal ulong Size;
    internal ulong Device;
    internal ulong Modified;
    internal ulong Changed;

    /// <summary>Asks for a path; a link is not followed. With an empty path, for the descriptor itself.</summary>
    /// <returns>0, or a negative error number.</returns>
    internal long Read(long directory, byte* path)
    {
        const int NoFollow = 0x100;
        const int EmptyPath = 0x1000;
        const int BasicStats = 0x7FF;
        const ulong Second = 1_000_000_000;
        byte* raw = stackalloc byte[256];
        long result = SystemCalls.Call(Number.Statx, directory, (long)path, NoFollow | EmptyPath, BasicStats, (long)raw);
        if (result != 0)
        {
            return result;
        }

        User = *(uint*)(raw + 20);
        Mode = *(ushort*)(raw + 28);
        Inode = *(ulong*)(raw + 32);
        Size = *(ulong*)(raw + 40);
        Changed = (*(ulong*)(raw + 96) * Second) + *(uint*)(raw + 104);
        Modified = (*(ulong*)(raw + 112) * Second) + *(uint*)(raw + 120);
        Device = ((ulong)*(uint*)(raw + 136) << 32) | *(uint*)(raw + 140);
        return 0;
    }

    /// <summary>Whether nobody but this user and root can have written it.</summary>
    internal bool IsOnlyOf(uint user)
    {
        const uint OthersMayWrite = 0x12; // 0022
        return (User == user || User == 0) && (Mode & OthersMayWrite) == 0;
    }
}
