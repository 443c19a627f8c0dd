using System.Runtime.InteropServices;

namespace Nuka.Platform.Tests.Files;

/// <summary>
/// A file system of 64 KiB in memory that no other process sees: mounted nowhere, and reached through a descriptor. It takes root.
/// </summary>
internal sealed unsafe partial class SmallDisk : IDisposable
{
    // Source: asm-generic/unistd.h; x86-64 has the same numbers for these calls.
    private const long OpenFileSystem = 430;
    private const long Configure = 431;
    private const long Mount = 432;
    private const uint SetText = 1;
    private const uint Create = 6;

    private readonly int descriptor;

    private SmallDisk(int descriptor) => this.descriptor = descriptor;

    /// <summary>Its root directory.</summary>
    internal string Path => $"/proc/self/fd/{descriptor}";

    /// <summary>Makes one, or gives <see langword="null"/> where the kernel or the user's rights don't allow it.</summary>
    internal static SmallDisk? TryMake()
    {
        fixed (byte* kind = "tmpfs\0"u8, key = "size\0"u8, value = "64k\0"u8)
        {
            long context = Call(OpenFileSystem, (long)kind, 0, 0, 0, 0);
            if (context < 0)
            {
                return null;
            }

            bool made = Call(Configure, context, SetText, (long)key, (long)value, 0) == 0 && Call(Configure, context, Create, 0, 0, 0) == 0;
            long mount = made ? Call(Mount, context, 0, 0, 0, 0) : -1;
            _ = Close((int)context);
            return mount < 0 ? null : new SmallDisk((int)mount);
        }
    }

    public void Dispose() => _ = Close(descriptor);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(long number, long first, long second, long third, long fourth, long fifth);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
