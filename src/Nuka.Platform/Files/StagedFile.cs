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
            int descriptor = (int)file.DangerousGetHandle();
            if (mode == AtomicFile.OrdinaryMode && parent.TryGetStatus(name) is { Kind: FileKind.File } old)
            {
                OpenFile.SetMode(descriptor, old.Mode & 0x1FF, FileName.Display(name)); // 0777
            }

            OpenFile.WriteFull(descriptor, content, FileName.Display(name));
            OpenFile.Synchronise(descriptor, FileName.Display(name));
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
}
