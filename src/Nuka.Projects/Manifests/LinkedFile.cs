using System.Text;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processes;
using Nuka.Platform.State;

namespace Nuka.Projects.Manifests;

/// <summary>
/// A manifest or a lock that is a link: the file that it leads to is read and written, so that the link stays, as cargo and npm do it. The link came with
/// the project, and whoever made that must not choose which files of a person are written, nor which are read and quoted in an error.
/// </summary>
internal static class LinkedFile
{
    /// <summary>Refuses to read what leads out of the project to a file of another name.</summary>
    /// <param name="path">The manifest or the lock, absolute.</param>
    /// <exception cref="NukaException"><c>projects/bad-link</c></exception>
    public static void RequireReadable(string path)
    {
        if (new FileInfo(path).LinkTarget is not { } written)
        {
            return;
        }

        string name = Path.GetFileName(path);
        try
        {
            string real = RealPath.Of(path);
            string project = RealPath.Of(Path.GetDirectoryName(path)!);
            if (!PathNames.IsBelow(real, project) && Path.GetFileName(real) != name)
            {
                throw Refused(name, written, $"it leads out of the project, to a file of another name: {real}");
            }
        }
        catch (IOException circle) when (circle is not FileError)
        {
            throw Refused(name, written, circle.Message);
        }
    }

    /// <summary>Finds the place to write to.</summary>
    /// <param name="path">The manifest or the lock, absolute.</param>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="state">The state directory, where no link of a project may lead.</param>
    /// <returns>A path without links; <paramref name="path"/> itself if it is no link.</returns>
    /// <exception cref="NukaException"><c>projects/bad-link</c>: it leads to nothing, or to a file that is not the project's or the caller's.</exception>
    public static string Target(string path, string projectDirectory, StateDirectory state)
    {
        if (new FileInfo(path).LinkTarget is not { } written)
        {
            return path;
        }

        string name = Path.GetFileName(path);
        try
        {
            string real = RealPath.Of(path);
            return Refusal(path, real, projectDirectory, state) is not { } reason ? real : throw Refused(name, written, reason);
        }
        catch (IOException circle) when (circle is not FileError)
        {
            throw Refused(name, written, circle.Message);
        }
    }

    private static string? Refusal(string path, string real, string projectDirectory, StateDirectory state)
    {
        bool inside = PathNames.IsBelow(real, projectDirectory);
        return Status(real) is not { } file ? "there is nothing where it leads"
            : file.Kind != FileKind.File ? "it leads to something else than a regular file"
            : state.Overlaps(real) ? "it leads into the state directory"
            : !inside ? $"it leads out of the project, where another project's file may be: {real}"
            : file.User != Account.Current.User && file.User != Status(path)?.User ? $"what it leads to belongs to another account: {real}"
            : null;
    }

    private static FileStatus? Status(string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            return null;
        }

        using DirectoryHandle directory = DirectoryHandle.Open(parent);
        return directory.TryGetStatus(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
    }

    private static NukaException Refused(string name, string written, string reason) =>
        new Problem("projects/bad-link", $"{name} is a link that is not written through")
        {
            Place = new Place(name),
            Reasons = [$"it says {written}", reason],
            Hints = [$"put a regular file in its place, or let it lead to one of the project"],
        }.ToException();
}
