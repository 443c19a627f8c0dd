using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Platform.Files;

/// <summary>
/// Reads files that a person wrote, that lie in their project or that the machine's administrator laid: a pipe there must not hang us, nor a device
/// fill the memory.
/// </summary>
public static class RegularFile
{
    /// <summary>Reads a whole file; links are followed.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="limitBytes">What is larger is cut off there: one byte more than the caller accepts tells that it is too large.</param>
    /// <param name="within">A directory's real path that links may not lead out of; <see langword="null"/>: they may lead anywhere.</param>
    /// <returns>Its bytes; <see langword="null"/> if there is nothing of that name, or it lies elsewhere.</returns>
    /// <exception cref="FileError">It is no regular file, or may not be read.</exception>
    public static byte[]? TryRead(string path, int limitBytes, string? within = null)
    {
        using SafeFileHandle? file = within is null ? TryOpen(path) : TryOpenWithin(path, within);
        if (file is null)
        {
            return null;
        }

        using FileStream stream = new(file, FileAccess.Read, bufferSize: 0);
        byte[] content = new byte[(int)Math.Min(limitBytes, stream.Length)];
        int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return content[..length];
    }

    /// <summary>Opens a file for reading; links are followed. A pipe is not waited for, and a device is not opened at all.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>The open file; <see langword="null"/> if there is nothing of that name, be it that a link leads nowhere.</returns>
    /// <exception cref="FileError">It is no regular file, its links lead in a circle, or it may not be read.</exception>
    public static SafeFileHandle? TryOpen(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = Path.GetFileName(path);
        if (PathStatus.TryGetAllowed(path, followsLink: true) is not { } status)
        {
            return null;
        }

        RequireFile(status.Kind, name);
        return Checked(DirectoryHandle.OpenUnknown(path, followsLink: true), name);
    }

    /// <summary>Another thing may stand there by the time that it is opened.</summary>
    private static SafeFileHandle Checked(SafeFileHandle file, string name)
    {
        try
        {
            RequireFile(OpenFile.KindOf((int)file.DangerousGetHandle(), name), name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Why a file could not be opened or read, as a clause for people: <c>it is a directory</c>.</summary>
    /// <param name="error">The error.</param>
    public static string Describe(FileError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Number switch
        {
            ErrorNumbers.IsDirectory => "it is a directory",
            ErrorNumbers.Invalid => "it is no regular file",
            ErrorNumbers.Loop => "its links lead in a circle",
            ErrorNumbers.AccessDenied or ErrorNumbers.NotPermitted => "you may not read it",
            _ => ErrorNumbers.Describe(error.Number),
        };
    }

    private static SafeFileHandle? TryOpenWithin(string path, string within)
    {
        string real = RealPath.Of(path);
        string parent = Path.GetDirectoryName(real) ?? "/";
        bool isElsewhere = !PathNames.IsBelow(real, within);
        if (isElsewhere || !Directory.Exists(parent))
        {
            return null;
        }

        using DirectoryHandle directory = DirectoryHandle.Open(parent);
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(real));
        if (directory.TryGetStatus(name) is not { } status)
        {
            return null;
        }

        RequireFile(status.Kind, Path.GetFileName(path));
        return Checked(DirectoryHandle.OpenUnknown(real, followsLink: false), Path.GetFileName(path));
    }

    private static void RequireFile(FileKind kind, string name)
    {
        if (kind != FileKind.File)
        {
            throw new FileError("open", name, kind == FileKind.Directory ? ErrorNumbers.IsDirectory : ErrorNumbers.Invalid);
        }
    }
}
