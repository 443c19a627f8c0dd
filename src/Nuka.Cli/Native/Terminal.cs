using System.Runtime.InteropServices;

namespace Nuka.Cli.Native;

/// <summary>What a file descriptor says about the terminal behind it.</summary>
internal static unsafe partial class Terminal
{
    internal const int InputDescriptor = 0;
    internal const int OutputDescriptor = 1;
    internal const int ErrorDescriptor = 2;

    private const int DefaultColumns = 80;

    /// <summary>TIOCGWINSZ, from asm-generic/ioctls.h (the same on x86-64, arm64 and riscv64).</summary>
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Whether a descriptor is a terminal.</summary>
    internal static bool IsTerminal(int descriptor) => IsATerminal(descriptor) == 1;

    /// <summary>The width in columns, or 0 if the descriptor is no terminal.</summary>
    internal static int Columns(int descriptor)
    {
        if (!IsTerminal(descriptor))
        {
            return 0;
        }

        // struct winsize: rows, columns, and two unused sizes in pixels, each 16 bits.
        ushort* size = stackalloc ushort[4];
        return Control(descriptor, GetWindowSize, size) == 0 && size[1] > 0 ? size[1] : DefaultColumns;
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ushort* size);
}
