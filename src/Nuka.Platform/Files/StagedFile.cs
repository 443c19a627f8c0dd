using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Platform.Files;

/// <summary>
/// A whole file that lies aside under a name nobody can foresee, on the disk, and takes its place by <see cref="Commit"/>. A link that
/// somebody planted is neither followed nor written through. What is not committed is removed by <see cref="Dispose"/>.
/// </summary>
public sealed class StagedFile : IDisposable
{
    private readonly DirectoryHandle parent;
    private readonly byte[] name;
    private readonly byte[] aside;
    private bool settled;

    private StagedFile(DirectoryHandle parent, byte[] name, byte[] aside)
    {
        this.parent = parent;
        this.name = name;
        this.aside = aside;
    }

    /// <summary>Writes a file aside, in the directory where it will stand, and brings it to the disk.</summary>
    /// <param name="path">The path that it will have; its directory exists.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="mode">Its permission bits, before the umask.</param>
    /// <exception cref="FileError">The kernel refused; nothing is left behind.</exception>
    public static StagedFile Write(string path, ReadOnlySpan<byte> content, uint mode)
    {
        string full = Path.GetFullPath(path);
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(full));
        DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(full)!);
        StagedFile staged = new(parent, name, Encoding.UTF8.GetBytes($".{Guid.NewGuid():N}.new"));
        try
        {
            using SafeFileHandle file = parent.CreateFile(staged.aside, mode);
            WriteAll(file, content, name);
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Takes the place: who opens the path finds the old bytes or the new ones.</summary>
    /// <exception cref="FileError">The kernel refused; the old file is as it was.</exception>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(settled, this);
        parent.Rename(aside, parent, name);
        settled = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (parent.IsClosed)
        {
            return;
        }

        try
        {
            if (!settled)
            {
                settled = true;
                parent.RemoveFile(aside);
            }
        }
        finally
        {
            parent.Dispose();
        }
    }

    private static unsafe void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> content, ReadOnlySpan<byte> name)
    {
        int descriptor = (int)file.DangerousGetHandle();
        while (!content.IsEmpty)
        {
            fixed (byte* start = content)
            {
                nint written = Libc.Write(descriptor, start, (nuint)content.Length);
                int error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
                if (error is not 0 and not ErrorNumbers.Interrupted)
                {
                    throw new FileError("write", FileName.Display(name), error);
                }

                content = content[(int)Math.Max(written, 0)..];
            }
        }

        if (Libc.Sync(descriptor) != 0)
        {
            throw new FileError("fsync", FileName.Display(name), Marshal.GetLastPInvokeError());
        }
    }
}
