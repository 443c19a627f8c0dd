using System.Runtime.InteropServices;
using Nuka.Platform.Files;

namespace Nuka.Store.Native;

/// <summary>The C library's calls on open files that the store makes once for each file, where a stream would make several.</summary>
internal static unsafe partial class Posix
{
    private const string Library = "libc";

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>How many bytes were read.</returns>
    internal static int ReadFull(int descriptor, Span<byte> buffer, string name)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            fixed (byte* start = buffer[filled..])
            {
                nint count = Read(descriptor, start, (nuint)(buffer.Length - filled));
                if (count == 0)
                {
                    break;
                }

                filled += (int)Completed("read", name, count);
            }
        }

        return filled;
    }

    /// <summary>Reads what one call gives.</summary>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    internal static int ReadSome(int descriptor, Span<byte> buffer, string name)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            while ((count = Read(descriptor, start, (nuint)buffer.Length)) < 0)
            {
                Completed("read", name, count);
            }

            return (int)count;
        }
    }

    /// <summary>Writes everything.</summary>
    internal static void WriteFull(int descriptor, ReadOnlySpan<byte> content, string name)
    {
        while (!content.IsEmpty)
        {
            fixed (byte* start = content)
            {
                content = content[(int)Completed("write", name, Write(descriptor, start, (nuint)content.Length))..];
            }
        }
    }

    /// <summary>Sets the access and modification times of an open file to whole seconds since 1970.</summary>
    internal static void SetTime(int descriptor, long seconds, string name)
    {
        long* times = stackalloc long[4] { seconds, 0, seconds, 0 };
        Check("utimens", name, SetTimes(descriptor, times));
    }

    internal static void SetMode(int descriptor, uint mode, string name) => Check("chmod", name, ChangeMode(descriptor, mode));

    internal static void Synchronise(int descriptor, string name) => Check("fsync", name, Sync(descriptor));

    /// <summary>Tells the kernel to begin writing what was written to the file, without waiting.</summary>
    internal static void BeginWriteBack(int descriptor)
    {
        const uint Write = 2; // SYNC_FILE_RANGE_WRITE; only advice here, so an error says nothing.
        _ = SyncRange(descriptor, 0, 0, Write);
    }

    /// <summary>Makes the descriptor survive execve(2), or not.</summary>
    internal static void SetInherited(int descriptor, bool inherited)
    {
        const int SetDescriptorFlags = 2;
        Check("fcntl", "descriptor", Control(descriptor, SetDescriptorFlags, inherited ? 0 : 1));
    }

    /// <summary>How many names an open file has.</summary>
    internal static uint CountLinks(int descriptor, string name)
    {
        const int EmptyPath = 0x1000;
        const uint LinkCount = 4; // STATX_NLINK; the field stands at offset 16 of struct statx.
        byte* status = stackalloc byte[256];
        byte nothing = 0;
        Check("stat", name, StatX(descriptor, &nothing, EmptyPath, LinkCount, status));
        return *(uint*)(status + 16);
    }

    private static nint Completed(string operation, string name, nint count)
    {
        if (count >= 0)
        {
            return count;
        }

        int error = Marshal.GetLastPInvokeError();
        return error == ErrorNumbers.Interrupted ? 0 : throw new FileError(operation, name, error);
    }

    private static void Check(string operation, string name, int result)
    {
        if (result != 0)
        {
            throw new FileError(operation, name, Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(int descriptor, long* times);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(int descriptor, uint mode);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport(Library, EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncRange(int descriptor, long offset, long count, uint flags);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int directory, byte* path, int flags, uint mask, byte* buffer);
}
