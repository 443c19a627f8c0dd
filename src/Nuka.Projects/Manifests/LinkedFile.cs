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
        string name = Path.GetFileName(path);
        Follow(path, real => !PathNames.IsBelow(real, RealPath.Of(Path.GetDirectoryName(path)!)) && Path.GetFileName(real) != name
            ? $"it leads out of the project, to a file of another name: {real}" : null);
    }

    /// <summary>Finds the place to write to.</summary>
    /// <param name="path">The manifest or the lock, absolute.</param>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="state">The state directory, where no link of a project may lead.</param>
    /// <returns>A path without links; <paramref name="path"/> itself if it is no link.</returns>
    /// <exception cref="NukaException"><c>projects/bad-link</c>: it leads to nothing, or to a file that is not the project's or the caller's.</exception>
    public static string Target(string path, string projectDirectory, StateDirectory state) =>
        Follow(path, real => Status(real) is not { } file ? "there is nothing where it leads"
            : file.Kind != FileKind.File ? "it leads to something else than a regular file"
            : state.Overlaps(real) ? "it leads into the state directory"
            : !PathNames.IsBelow(real, projectDirectory) ? $"it leads out of the project, where another project's file may be: {real}"
            : file.User != Account.Current.User && file.User != Status(path)?.User ? $"what it leads to belongs to another account: {real}"
            : null);

    /// <summary>Where a link leads, unless something is said against it.</summary>
    /// <param name="path">The manifest or the lock, absolute.</param>
    /// <param name="refusal">Why the place that it leads to may not be used; <see langword="null"/> if it may.</param>
    private static string Follow(string path, Func<string, string?> refusal)
    {
        if (new FileInfo(path).LinkTarget is not { } written)
        {
            return path;
        }

        try
        {
            string real = RealPath.Of(path);
            return refusal(real) is not { } reason ? real : throw Refused(Path.GetFileName(path), written, reason);
        }
        catch (IOException circle) when (circle is not FileError)
        {
            throw Refused(Path.GetFileName(path), written, circle.Message);
        }
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
