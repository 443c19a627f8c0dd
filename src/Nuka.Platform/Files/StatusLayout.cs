namespace Nuka.Platform.Files;

/// <summary>Where struct statx keeps its fields. Source: linux/stat.h; the layout is the same on every architecture.</summary>
internal static unsafe class StatusLayout
{
    internal static FileStatus Read(byte* raw)
    {
        uint mode = *(ushort*)(raw + 28);
        FileKind kind = (mode & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Directory,
            0xA000 => FileKind.Symlink,
            _ => FileKind.Other,
        };
        return new FileStatus(
            kind,
            mode & 0xFFF,
            Links: *(uint*)(raw + 16),
            User: *(uint*)(raw + 20),
            Group: *(uint*)(raw + 24),
            Inode: *(ulong*)(raw + 32),
            Device: ((ulong)*(uint*)(raw + 136) << 32) | *(uint*)(raw + 140),
            SizeBytes: *(long*)(raw + 40),
            ModifiedNanoseconds: Nanoseconds(raw + 112),
            ChangedNanoseconds: Nanoseconds(raw + 96));
    }

    private static long Nanoseconds(byte* timestamp) => (*(long*)timestamp * 1_000_000_000) + *(uint*)(timestamp + 8);
}
