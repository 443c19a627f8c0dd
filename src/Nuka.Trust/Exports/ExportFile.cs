using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Trust.Exports;

/// <summary>Writes an export to a file that is there whole or not at all.</summary>
public static class ExportFile
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Writes aside, brings it to the disk, and gives it its name.</summary>
    /// <param name="path">The file, which does not exist yet.</param>
    /// <param name="write">Writes the bytes.</param>
    /// <exception cref="NukaException"><c>trust/export-exists</c>, <c>trust/export-failed</c>, and what writing throws.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(full));
        byte[] aside = Encoding.UTF8.GetBytes($".nuka-{Guid.NewGuid():N}");
        try
        {
            using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(full) ?? "/");
            if (parent.TryGetStatus(name) is not null)
            {
                throw Exists(full);
            }

            try
            {
                WriteAside(parent, aside, write);
                if (!parent.RenameNew(aside, parent, name))
                {
                    throw Exists(full);
                }
            }
            finally
            {
                parent.RemoveFile(aside);
            }
        }
        catch (IOException error)
        {
            throw new Problem("trust/export-failed", $"'{full}' could not be written")
            {
                Reasons = [error.Message],
                Hints = ["name a file in a directory that you may write to, on a disk with room"],
            }.ToException(error);
        }
    }

    private static void WriteAside(DirectoryHandle parent, byte[] aside, Action<Stream> write)
    {
        using SafeFileHandle file = parent.CreateFile(aside, AtomicFile.OrdinaryMode);
        using FileStream stream = new(file, FileAccess.Write, BufferBytes);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static NukaException Exists(string path) => new Problem("trust/export-exists", $"'{path}' exists already")
    {
        Hints = ["name a file that does not exist yet"],
    }.ToException();
}
