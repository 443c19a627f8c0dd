using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Projects.Manifests;

/// <summary>Reads and writes the manifest and the lock of a project, which anybody may have put there.</summary>
public static class ProjectFile
{
    /// <summary>Reads one; one that is absent is empty.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="name">The file's name as the person knows it.</param>
    /// <exception cref="NukaException">
    /// <c>projects/not-a-file</c>: a directory, a pipe or a device has that name, or it may not be read. <c>projects/bad-link</c>: a link of that name leads
    /// out of the project, to a file of another name.
    /// </exception>
    public static byte[] Read(string path, string name)
    {
        LinkedFile.RequireReadable(path);
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

    /// <summary>Writes files of a project, and says so where the project's own directory is what refuses.</summary>
    /// <param name="directory">Where they are written.</param>
    /// <param name="write">Writes them.</param>
    /// <exception cref="NukaException"><c>projects/not-writable</c>, <c>projects/disk-full</c>: what was there is as it was.</exception>
    public static void Write(string directory, Action write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            write();
        }
        catch (FileError refused) when (refused.Number is ErrorNumbers.NoSpace or ErrorNumbers.Quota)
        {
            throw new Problem("projects/disk-full", $"there is no room to write in {directory}")
            {
                Reasons = [refused.Message, "what was there is as it was"],
                Hints = ["make room on the disk that this directory is on"],
            }.ToException(refused);
        }
        catch (FileError refused) when (refused.Number is ErrorNumbers.AccessDenied or ErrorNumbers.NotPermitted or ErrorNumbers.ReadOnly)
        {
            throw new Problem("projects/not-writable", $"{directory} cannot be written")
            {
                Reasons = [refused.Message],
                Hints = ["its owner can allow it   try: chmod u+w DIR", "use the lock as it is   try: nuka exec --locked …"],
            }.ToException(refused);
        }
    }
}
