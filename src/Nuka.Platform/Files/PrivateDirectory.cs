using System.Text;

namespace Nuka.Platform.Files;

/// <summary>Makes directories that only their owner may enter: everything below the state directory is kept so.</summary>
public static class PrivateDirectory
{
    private const uint OwnerOnly = 0x1C0;

    /// <summary>Makes a directory, and those above it that are missing, with mode 0700; one that exists is left as it is.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>The path.</returns>
    /// <exception cref="FileError">The kernel refused.</exception>
    public static string Make(string path)
    {
        if (Directory.Exists(path))
        {
            return path;
        }

        string parent = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        Make(parent);
        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        handle.CreateDirectory(Encoding.UTF8.GetBytes(Path.GetFileName(Path.GetFullPath(path).TrimEnd('/'))), OwnerOnly);
        return path;
    }
}
