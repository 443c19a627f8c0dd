using System.Text;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Trust.Exports;

namespace Nuka.Build.Images;

/// <summary>Where an image is written to: it is there whole, or not at all.</summary>
public static class ImageTarget
{
    private const int CopyBytes = 1 << 20;

    private static ReadOnlySpan<byte> LayoutName => "layout"u8;

    private static ReadOnlySpan<byte> ArchiveName => "archive"u8;

    /// <summary>Writes a directory.</summary>
    /// <param name="path">The directory, which does not exist yet.</param>
    /// <param name="write">Writes the image into a directory that it is given.</param>
    /// <exception cref="NukaException"><c>build/image-exists</c>, <c>build/image-failed</c>, and what writing throws.</exception>
    public static void WriteDirectory(string path, Action<string> write) => Write(path, write, (_, _) => LayoutName.ToArray());

    /// <summary>Writes a file: a tar archive of the layout, which engines load.</summary>
    /// <param name="path">The file, which does not exist yet.</param>
    /// <param name="write">Writes the image into a directory that it is given.</param>
    /// <exception cref="NukaException"><c>build/image-exists</c>, <c>build/image-failed</c>, and what writing throws.</exception>
    public static void WriteFile(string path, Action<string> write) => Write(path, write, (aside, layout) =>
    {
        using FileStream archive = new(Path.Combine(aside, Encoding.ASCII.GetString(ArchiveName)), FileMode.CreateNew, FileAccess.Write, FileShare.None, CopyBytes);
        Pack(layout, archive);
        archive.Flush(flushToDisk: true);
        return ArchiveName.ToArray();
    });

    private static void Write(string path, Action<string> write, Func<string, string, byte[]> finish)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(full));
        string directory = Path.GetDirectoryName(full) ?? "/";
        byte[] aside = Encoding.ASCII.GetBytes($".nuka-{Guid.NewGuid():N}");
        try
        {
            using DirectoryHandle parent = DirectoryHandle.Open(directory);
            if (parent.TryGetStatus(name) is not null || !parent.CreateDirectory(aside))
            {
                throw Exists(full);
            }

            try
            {
                string place = Path.Combine(directory, Encoding.ASCII.GetString(aside));
                string layout = Directory.CreateDirectory(Path.Combine(place, Encoding.ASCII.GetString(LayoutName))).FullName;
                write(layout);
                byte[] finished = finish(place, layout);
                using DirectoryHandle made = parent.OpenDirectory(aside);
                if (!made.RenameNew(finished, parent, name))
                {
                    throw Exists(full);
                }
            }
            finally
            {
                parent.RemoveTree(aside);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Problem("build/image-failed", $"'{full}' could not be written")
            {
                Reasons = [error.Message],
                Hints = ["name a place in a directory that you may write to, on a disk with room for the image twice"],
            }.ToException(error);
        }
    }

    private static void Pack(string layout, Stream target)
    {
        TarWriter tar = new(target);
        foreach (string name in (string[])[ImageText.LayoutName, ImageText.IndexName, ImageText.DockerName])
        {
            tar.AddFile(Encoding.ASCII.GetBytes(name), File.ReadAllBytes(Path.Combine(layout, name)));
        }

        tar.AddDirectory("blobs"u8);
        tar.AddDirectory("blobs/sha256"u8);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(layout, "blobs", "sha256")).Order(StringComparer.Ordinal))
        {
            using FileStream blob = File.OpenRead(file);
            tar.AddFile(Encoding.ASCII.GetBytes($"blobs/sha256/{Path.GetFileName(file)}"), executable: false, blob, blob.Length);
        }

        tar.End();
    }

    private static NukaException Exists(string path) => new Problem("build/image-exists", $"'{path}' exists already")
    {
        Hints = ["name something that does not exist yet"],
    }.ToException();
}
