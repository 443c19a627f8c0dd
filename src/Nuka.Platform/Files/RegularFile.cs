using System.Text;

namespace Nuka.Platform.Files;

/// <summary>Reads files that a person wrote or that lie in their project: a pipe there must not hang us, nor a device fill the memory.</summary>
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
        string real = RealPath.Of(path);
        string parent = Path.GetDirectoryName(real) ?? "/";
        bool isElsewhere = within is not null && !PathNames.IsBelow(real, within);
        if (isElsewhere || !Directory.Exists(parent))
        {
            return null;
        }

        using DirectoryHandle directory = DirectoryHandle.Open(parent);
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(real));
        FileStatus? status = directory.TryGetStatus(name);
        if (status is null)
        {
            return null;
        }

        if (status.Value.Kind != FileKind.File)
        {
            throw new FileError("open", Path.GetFileName(path), status.Value.Kind == FileKind.Directory ? ErrorNumbers.IsDirectory : ErrorNumbers.Invalid);
        }

        using FileStream stream = new(directory.OpenFile(name), FileAccess.Read, bufferSize: 0);
        byte[] content = new byte[(int)Math.Min(limitBytes, status.Value.SizeBytes)];
        int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return content[..length];
    }
}
