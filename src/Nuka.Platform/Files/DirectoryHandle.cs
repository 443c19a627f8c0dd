using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Platform.Files;

/// <summary>
/// An open directory, and everything that can be done with the names in it. Names are bytes and are resolved from here; a link is
/// never followed where the name ends, unless a member says so. In a name with slashes the kernel follows links before the last
/// slash: where somebody else can write, go one component at a time. Not safe for use by several threads while <see cref="List"/>
/// runs; safe otherwise.
/// </summary>
/// <remarks>Every member throws <see cref="FileError"/> when the kernel refuses.</remarks>
public sealed unsafe class DirectoryHandle : SafeHandleMinusOneIsInvalid
{
    private const int CloseOnExec = 0x80000;
    private const int CreateNew = 0x40 | 0x80;
    private const int WriteOnly = 1;
    private const int ReadWrite = 2;
    private const int SymlinkNoFollow = 0x100;
    private const int RemoveDirectoryFlag = 0x200;
    private const int CurrentDirectory = -100;

    // Source: asm-generic/fcntl.h; arm64 has its own two numbers in asm/fcntl.h.
    private static readonly int DirectoryOnly = OnArm ? 0x4000 : 0x10000;
    private static readonly int NoFollow = OnArm ? 0x8000 : 0x20000;

    private DirectoryHandle(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    private static bool OnArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>The descriptor, for calls that this type does not offer; valid while the handle is open.</summary>
    public int Descriptor => (int)handle;

    /// <summary>Opens a directory by an absolute path, or one relative to the process's own directory. Links in the path are followed.</summary>
    /// <param name="path">The path.</param>
    public static DirectoryHandle Open(string path) => Open(Encoding.UTF8.GetBytes(path));

    /// <inheritdoc cref="Open(string)"/>
    public static DirectoryHandle Open(ReadOnlySpan<byte> path) =>
        new(OpenDescriptor(CurrentDirectory, path, DirectoryOnly | CloseOnExec, 0));

    /// <summary>Opens a directory in this one; refuses a link.</summary>
    /// <param name="name">Its name.</param>
    public DirectoryHandle OpenDirectory(ReadOnlySpan<byte> name) =>
        new(OpenDescriptor(Descriptor, name, DirectoryOnly | NoFollow | CloseOnExec, 0));

    /// <summary>Opens a file for reading; refuses a link.</summary>
    /// <param name="name">Its name.</param>
    public SafeFileHandle OpenFile(ReadOnlySpan<byte> name) =>
        new(OpenDescriptor(Descriptor, name, NoFollow | CloseOnExec, 0), ownsHandle: true);

    /// <summary>As <see cref="OpenFile"/>, by a path, where a pipe may stand instead: it is not waited for (O_NONBLOCK).</summary>
    internal static SafeFileHandle OpenUnknown(string path, bool followsLink) =>
        new(OpenDescriptor(CurrentDirectory, Encoding.UTF8.GetBytes(path), CloseOnExec | 0x800 | (followsLink ? 0 : NoFollow), 0), ownsHandle: true);

    /// <summary>Creates a file that did not exist, for writing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">Its permission bits, before the umask.</param>
    public SafeFileHandle CreateFile(ReadOnlySpan<byte> name, uint mode = 0x1A4) =>
        new(OpenDescriptor(Descriptor, name, WriteOnly | CreateNew | NoFollow | CloseOnExec, mode), ownsHandle: true);

    /// <summary>Opens a file for reading and writing, and creates it when it is absent; for lock files.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">Its permission bits when created, before the umask.</param>
    public SafeFileHandle OpenOrCreateFile(ReadOnlySpan<byte> name, uint mode = 0x1A4) =>
        new(OpenDescriptor(Descriptor, name, ReadWrite | 0x40 | NoFollow | CloseOnExec, mode), ownsHandle: true);

    /// <summary>Creates a directory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">Its permission bits, before the umask.</param>
    /// <returns><see langword="false"/> if something with that name exists already.</returns>
    public bool CreateDirectory(ReadOnlySpan<byte> name, uint mode = 0x1ED)
    {
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* path = Terminated(name, buffer))
        {
            if (Libc.MakeDirectoryAt(Descriptor, path, mode) == 0)
            {
                return true;
            }
        }

        int error = Marshal.GetLastPInvokeError();
        return error == ErrorNumbers.Exists ? false : throw Failed("mkdir", name, error);
    }

    /// <summary>Gives a file of another directory a second name here (a hard link); a symbolic link is linked itself.</summary>
    /// <param name="source">The directory that holds the file.</param>
    /// <param name="sourceName">Its name there.</param>
    /// <param name="name">The new name here.</param>
    public void Link(DirectoryHandle source, ReadOnlySpan<byte> sourceName, ReadOnlySpan<byte> name)
    {
        int error = TryLink(source, sourceName, name);
        if (error != 0)
        {
            throw Failed("link", name, error);
        }
    }

    /// <summary>As <see cref="Link"/>, with the error number in the place of an exception (0: done).</summary>
    public int TryLink(DirectoryHandle source, ReadOnlySpan<byte> sourceName, ReadOnlySpan<byte> name)
    {
        ArgumentNullException.ThrowIfNull(source);
        Span<byte> first = stackalloc byte[256];
        Span<byte> second = stackalloc byte[256];
        fixed (byte* from = Terminated(sourceName, first))
        fixed (byte* to = Terminated(name, second))
        {
            return Libc.LinkAt(source.Descriptor, from, Descriptor, to, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Creates a symbolic link.</summary>
    /// <param name="target">What it says, as bytes; never resolved here.</param>
    /// <param name="name">Its name.</param>
    public void CreateSymlink(ReadOnlySpan<byte> target, ReadOnlySpan<byte> name)
    {
        Span<byte> first = stackalloc byte[256];
        Span<byte> second = stackalloc byte[256];
        fixed (byte* to = Terminated(target, first))
        fixed (byte* path = Terminated(name, second))
        {
            Check(Libc.SymbolicLinkAt(to, Descriptor, path), "symlink", name);
        }
    }

    /// <summary>What a symbolic link says.</summary>
    /// <param name="name">Its name.</param>
    public byte[] ReadSymlink(ReadOnlySpan<byte> name)
    {
        Span<byte> buffer = stackalloc byte[256];
        byte[] target = new byte[4096];
        fixed (byte* path = Terminated(name, buffer))
        fixed (byte* to = target)
        {
            nint length = Libc.ReadLinkAt(Descriptor, path, to, (nuint)target.Length);
            return length >= 0 ? target[..(int)length] : throw Failed("readlink", name, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Removes a file or a link.</summary>
    /// <param name="name">Its name.</param>
    /// <returns><see langword="false"/> if there was none.</returns>
    public bool RemoveFile(ReadOnlySpan<byte> name) => Remove(name, 0);

    /// <summary>Removes an empty directory.</summary>
    /// <param name="name">Its name.</param>
    /// <returns><see langword="false"/> if there was none.</returns>
    public bool RemoveDirectory(ReadOnlySpan<byte> name) => Remove(name, RemoveDirectoryFlag);

    /// <summary>
    /// Removes whatever has this name, with everything below it, following no link, however deep it is. Directories that may not be
    /// written are made writable first.
    /// </summary>
    /// <param name="name">Its name.</param>
    public void RemoveTree(ReadOnlySpan<byte> name) => TreeRemoval.Remove(this, name);

    /// <summary>Moves a name to another directory of the same file system, replacing a file that has the new name.</summary>
    /// <param name="name">The name here.</param>
    /// <param name="target">The other directory.</param>
    /// <param name="targetName">The name there.</param>
    public void Rename(ReadOnlySpan<byte> name, DirectoryHandle target, ReadOnlySpan<byte> targetName)
    {
        int error = TryRename(name, target, targetName, 0);
        if (error != 0)
        {
            throw Failed("rename", name, error);
        }
    }

    /// <summary>As <see cref="Rename"/>, but replaces nothing.</summary>
    /// <returns><see langword="false"/> if the new name exists already; then nothing was moved.</returns>
    public bool RenameNew(ReadOnlySpan<byte> name, DirectoryHandle target, ReadOnlySpan<byte> targetName)
    {
        const uint NoReplace = 1;
        int error = TryRename(name, target, targetName, NoReplace);
        if (error == ErrorNumbers.Invalid)
        {
            error = MoveNew(name, target, targetName); // NFS and many file systems in user space know no flags of rename.
        }

        return error switch
        {
            0 => true,
            ErrorNumbers.Exists or ErrorNumbers.NotEmpty => false,
            _ => throw Failed("rename", name, error),
        };
    }

    // A file takes the new name as a second one first, which replaces nothing either. A directory cannot; a plain rename replaces
    // an empty directory at most.
    private int MoveNew(ReadOnlySpan<byte> name, DirectoryHandle target, ReadOnlySpan<byte> targetName)
    {
        if (GetStatus(name).Kind != FileKind.Directory)
        {
            int error = target.TryLink(this, name, targetName);
            if (error == 0)
            {
                RemoveFile(name);
            }

            return error;
        }

        return target.TryGetStatus(targetName) is null ? TryRename(name, target, targetName, 0) : ErrorNumbers.Exists;
    }

    /// <summary>The status of a name, of a link itself where it is one; <see langword="null"/> if there is no such name.</summary>
    /// <param name="name">The name; empty for this directory itself.</param>
    public FileStatus? TryGetStatus(ReadOnlySpan<byte> name)
    {
        const uint BasicStats = 0x7FF;
        const int EmptyPath = 0x1000;
        Span<byte> buffer = stackalloc byte[256];
        byte* raw = stackalloc byte[256];
        fixed (byte* path = Terminated(name, buffer))
        {
            int flags = SymlinkNoFollow | (name.IsEmpty ? EmptyPath : 0);
            if (Libc.StatX(Descriptor, path, flags, BasicStats, raw) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                return error == ErrorNumbers.NotFound ? null : throw Failed("stat", name, error);
            }
        }

        return StatusLayout.Read(raw);
    }

    /// <summary>As <see cref="TryGetStatus"/>, where the name must exist.</summary>
    public FileStatus GetStatus(ReadOnlySpan<byte> name) =>
        TryGetStatus(name) ?? throw Failed("stat", name, ErrorNumbers.NotFound);

    /// <summary>Sets the permission bits of a file or directory; a link is refused (EOPNOTSUPP).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">The bits.</param>
    public void SetMode(ReadOnlySpan<byte> name, uint mode)
    {
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* path = Terminated(name, buffer))
        {
            Check(Libc.ChangeModeAt(Descriptor, path, mode, SymlinkNoFollow), "chmod", name);
        }
    }

    /// <summary>Sets the access and modification times of a name, of a link itself where it is one.</summary>
    /// <param name="name">The name; empty is not allowed.</param>
    /// <param name="seconds">Seconds since 1970.</param>
    public void SetTime(ReadOnlySpan<byte> name, long seconds)
    {
        long* times = stackalloc long[4] { seconds, 0, seconds, 0 };
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* path = Terminated(name, buffer))
        {
            Check(Libc.SetTimesAt(Descriptor, path, times, SymlinkNoFollow), "utimens", name);
        }
    }

    /// <summary>All entries but <c>.</c> and <c>..</c>, in the file system's order: sort before anything is hashed.</summary>
    public List<DirectoryItem> List()
    {
        List<DirectoryItem> items = [];
        if (Libc.Seek(Descriptor, 0, 0) < 0)
        {
            throw Failed("seek", default, Marshal.GetLastPInvokeError());
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(32768);
        try
        {
            while (FillEntries(buffer) is int length and > 0)
            {
                ReadEntries(buffer.AsSpan(0, length), items);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return items;
    }

    /// <summary>Writes everything of this directory's file system to the disk.</summary>
    public void SyncFileSystem() => Check(Libc.SyncFileSystem(Descriptor), "syncfs", default);

    /// <summary>Writes this directory's own entries to the disk.</summary>
    public void Sync() => Check(Libc.Sync(Descriptor), "fsync", default);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    private int FillEntries(byte[] buffer)
    {
        fixed (byte* start = buffer)
        {
            nint length = Libc.GetDirectoryEntries(Descriptor, start, (nuint)buffer.Length);
            return length >= 0 ? (int)length : throw Failed("getdents", default, Marshal.GetLastPInvokeError());
        }
    }

    private static void ReadEntries(ReadOnlySpan<byte> entries, List<DirectoryItem> items)
    {
        // struct linux_dirent64: inode u64, offset u64, record length u16, type u8, name ended by NUL; getdents64(2).
        while (!entries.IsEmpty)
        {
            int recordLength = MemoryMarshal.Read<ushort>(entries[16..]);
            ReadOnlySpan<byte> name = entries[19..recordLength];
            name = name[..name.IndexOf((byte)0)];
            if (FileName.IsValid(name))
            {
                (FileKind kind, bool known) = entries[18] switch
                {
                    4 => (FileKind.Directory, true),
                    8 => (FileKind.File, true),
                    10 => (FileKind.Symlink, true),
                    0 => (FileKind.Other, false),
                    _ => (FileKind.Other, true),
                };
                items.Add(new DirectoryItem(FileName.FromBytes(name), kind, known));
            }

            entries = entries[recordLength..];
        }
    }

    private static int OpenDescriptor(int directory, ReadOnlySpan<byte> name, int flags, uint mode)
    {
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* path = Terminated(name, buffer))
        {
            int descriptor;
            int error = 0;
            do
            {
                descriptor = Libc.OpenAt(directory, path, flags, mode);
                error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
            }
            while (error == ErrorNumbers.Interrupted);
            return descriptor >= 0 ? descriptor : throw Failed("open", name, error);
        }
    }

    private static ReadOnlySpan<byte> Terminated(ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        if (name.Contains((byte)0))
        {
            throw Failed("name", name, ErrorNumbers.Invalid);
        }

        if (name.Length >= buffer.Length)
        {
            buffer = new byte[name.Length + 1];
        }

        name.CopyTo(buffer);
        buffer[name.Length] = 0;
        return buffer[..(name.Length + 1)];
    }

    private static FileError Failed(string operation, ReadOnlySpan<byte> name, int error) =>
        new(operation, name.IsEmpty ? "." : FileName.Display(name), error);

    private static void Check(int result, string operation, ReadOnlySpan<byte> name)
    {
        if (result != 0)
        {
            throw Failed(operation, name, Marshal.GetLastPInvokeError());
        }
    }

    private bool Remove(ReadOnlySpan<byte> name, int flags)
    {
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* path = Terminated(name, buffer))
        {
            if (Libc.UnlinkAt(Descriptor, path, flags) == 0)
            {
                return true;
            }
        }

        int error = Marshal.GetLastPInvokeError();
        return error == ErrorNumbers.NotFound ? false : throw Failed("unlink", name, error);
    }

    private int TryRename(ReadOnlySpan<byte> name, DirectoryHandle target, ReadOnlySpan<byte> targetName, uint flags)
    {
        ArgumentNullException.ThrowIfNull(target);
        Span<byte> first = stackalloc byte[256];
        Span<byte> second = stackalloc byte[256];
        fixed (byte* from = Terminated(name, first))
        fixed (byte* to = Terminated(targetName, second))
        {
            return Libc.RenameAt(Descriptor, from, target.Descriptor, to, flags) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }
}
