using System.Runtime.InteropServices;

namespace Nuka.Platform.Files;

/// <summary>The error numbers of Linux that rooms tell apart. Source: asm-generic/errno-base.h and errno.h (the same on x86-64 and arm64).</summary>
public static class ErrorNumbers
{
    /// <summary>Operation not permitted.</summary>
    public const int NotPermitted = 1;

    /// <summary>No such file or directory.</summary>
    public const int NotFound = 2;

    /// <summary>Interrupted by a signal; the call is to be made again.</summary>
    public const int Interrupted = 4;

    /// <summary>The disk failed (EIO).</summary>
    public const int InputOutput = 5;

    /// <summary>There is no memory left.</summary>
    public const int NoMemory = 12;

    /// <summary>Permission denied.</summary>
    public const int AccessDenied = 13;

    /// <summary>The file exists already.</summary>
    public const int Exists = 17;

    /// <summary>Link across file systems.</summary>
    public const int CrossDevice = 18;

    /// <summary>Not a directory.</summary>
    public const int NotDirectory = 20;

    /// <summary>Is a directory.</summary>
    public const int IsDirectory = 21;

    /// <summary>Invalid argument.</summary>
    public const int Invalid = 22;

    /// <summary>No space left on the device.</summary>
    public const int NoSpace = 28;

    /// <summary>Read-only file system.</summary>
    public const int ReadOnly = 30;

    /// <summary>Too many links to one file.</summary>
    public const int TooManyLinks = 31;

    /// <summary>The name is too long.</summary>
    public const int NameTooLong = 36;

    /// <summary>The directory is not empty.</summary>
    public const int NotEmpty = 39;

    /// <summary>Too many symbolic links, or a link where none is followed.</summary>
    public const int Loop = 40;

    /// <summary>The operation is not supported (EOPNOTSUPP).</summary>
    public const int NotSupported = 95;

    /// <summary>Disk quota exceeded.</summary>
    public const int Quota = 122;

    /// <summary>The lock is held by another process (EWOULDBLOCK).</summary>
    public const int WouldBlock = 11;

    /// <summary>The kernel's sentence for a number.</summary>
    /// <param name="number">The error number.</param>
    public static string Describe(int number) => Marshal.GetPInvokeErrorMessage(number);
}
