using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Projects.Manifests;

/// <summary>Reads the manifest and the lock of a project, which anybody may have put there.</summary>
public static class ProjectFile
{
    /// <summary>Reads one; one that is absent is empty.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="name">The file's name as the person knows it.</param>
    /// <exception cref="NukaException"><c>projects/not-a-file</c>: a directory, a pipe or a device has that name, or it may not be read.</exception>
    public static byte[] Read(string path, string name)
    {
        try
        {
            return RegularFile.TryRead(path, TomlLimits.DocumentBytes + 1) ?? [];
        }
        catch (IOException refused)
        {
            throw new Problem("projects/not-a-file", $"{name} cannot be read as a file")
            {
                Place = new Place(name),
                Reasons = [refused.Message],
                Hints = ["put a regular file in its place, or remove it"],
            }.ToException(refused);
        }
    }
}
