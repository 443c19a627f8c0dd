using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Platform.Files;

/// <summary>Writes whole small files so that a reader, also after a crash, finds the old bytes or the new ones.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file aside, brings it to the disk and renames it into place.</summary>
    /// <param name="path">The file's path; its directory exists.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="mode">Its permission bits, before the umask.</param>
    /// <exception cref="FileError">The kernel refused; the old file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, uint mode = 0x1A4)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
        byte[] aside = Encoding.UTF8.GetBytes($".{Guid.NewGuid():N}.new");
        using DirectoryHandle parent = DirectoryHandle.Open(directory);
        try
        {
            using (SafeFileHandle file = parent.CreateFile(aside, mode))
            {
                WriteAll(file, content, name);
            }

            parent.Rename(aside, parent, name);
        }
        catch
        {
            parent.RemoveFile(aside);
            throw;
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
