using System.Runtime.InteropServices;

namespace Nuka.Platform.Files;

/// <summary>
/// Calls on open files by their descriptors, where a stream would make several calls for one. Each throws <see cref="FileError"/> with the
/// name that the caller gives, which is for people; a call that a signal interrupted is made again.
/// </summary>
public static unsafe class OpenFile
{
    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <param name="descriptor">The file, open for reading.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="name">What is read, for an error.</param>
    /// <returns>How many bytes were read.</returns>
    public static int ReadFull(int descriptor, Span<byte> buffer, string name)
    {
        int filled = 0;
        while (filled < buffer.Length && ReadSome(descriptor, buffer[filled..], name) is int count and > 0)
        {
            filled += count;
        }

        return filled;
    }

    /// <summary>Reads what one call gives.</summary>
    /// <param name="descriptor">The file, open for reading.</param>
    /// <param name="buffer">Where to; not empty.</param>
    /// <param name="name">What is read, for an error.</param>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    public static int ReadSome(int descriptor, Span<byte> buffer, string name)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.Read(descriptor, start, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                ThrowUnlessInterrupted("read", name);
            }
        }
    }

    /// <summary>Writes everything.</summary>
    /// <param name="descriptor">The file, open for writing.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="name">What is written, for an error.</param>
    public static void WriteFull(int descriptor, ReadOnlySpan<byte> content, string name)
    {
        while (!content.IsEmpty)
        {
            fixed (byte* start = content)
            {
                nint count = Libc.Write(descriptor, start, (nuint)content.Length);
                if (count < 0)
                {
                    ThrowUnlessInterrupted("write", name);
                }

                content = content[(int)Math.Max(count, 0)..];
            }
        }
    }

    /// <summary>Sets the access and modification times of an open file.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="seconds">Whole seconds since 1970.</param>
    /// <param name="name">Which file, for an error.</param>
    public static void SetTime(int descriptor, long seconds, string name)
    {
        long* times = stackalloc long[4] { seconds, 0, seconds, 0 };
        Check("utimens", name, Libc.SetTimes(descriptor, times));
    }

    /// <summary>Sets the permission bits of an open file, whatever the umask.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="mode">The bits.</param>
    /// <param name="name">Which file, for an error.</param>
    public static void SetMode(int descriptor, uint mode, string name) => Check("chmod", name, Libc.ChangeMode(descriptor, mode));

    /// <summary>Brings an open file to the disk.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="name">Which file, for an error.</param>
    public static void Synchronise(int descriptor, string name) => Check("fsync", name, Libc.Sync(descriptor));

    /// <summary>Makes a descriptor survive execve(2), or not.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="inherited">Whether it survives.</param>
    public static void SetInherited(int descriptor, bool inherited)
    {
        const int SetDescriptorFlags = 2;
        Check("fcntl", "descriptor", Libc.Control(descriptor, SetDescriptorFlags, inherited ? 0 : 1));
    }

    /// <summary>How many names an open file has.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="name">Which file, for an error.</param>
    public static uint CountLinks(int descriptor, string name)
    {
        const int EmptyPath = 0x1000;
        const uint LinkCount = 4; // STATX_NLINK; the field stands at offset 16 of struct statx.
        byte* status = stackalloc byte[256];
        byte nothing = 0;
        Check("stat", name, Libc.StatX(descriptor, &nothing, EmptyPath, LinkCount, status));
        return *(uint*)(status + 16);
    }

    /// <summary>What an open file is.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="name">Which file, for an error.</param>
    internal static FileKind KindOf(int descriptor, string name)
    {
        const int EmptyPath = 0x1000;
        const uint KindOnly = 1; // STATX_TYPE
        byte* status = stackalloc byte[256];
        byte nothing = 0;
        Check("stat", name, Libc.StatX(descriptor, &nothing, EmptyPath, KindOnly, status));
        return StatusLayout.Read(status).Kind;
    }

    private static void ThrowUnlessInterrupted(string operation, string name)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error != ErrorNumbers.Interrupted)
        {
            throw new FileError(operation, name, error);
        }
    }

    private static void Check(string operation, string name, int result)
    {
        if (result != 0)
        {
            throw new FileError(operation, name, Marshal.GetLastPInvokeError());
        }
    }
}
