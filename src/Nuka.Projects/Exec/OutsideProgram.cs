using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Projects.Exec;

/// <summary>
/// A program that lies on this machine where the project's sandbox shows nothing, or that is named by a path in the project where there is nothing:
/// inside it would only be missing. Said before anything is fetched for it.
/// </summary>
internal static class OutsideProgram
{
    // The environment's own: whether it has the program is seen when it is there.
    private static readonly string[] OfTheSystem = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "opt", "etc", "var", "run", "proc", "sys", "dev"];

    /// <summary>Refuses it.</summary>
    /// <param name="place">The project.</param>
    /// <param name="options">What the person asked for.</param>
    /// <param name="allowed">What the program may do.</param>
    /// <param name="rooms">The rooms.</param>
    /// <exception cref="NukaException"><c>projects/program-outside</c>, <c>projects/program-missing</c>.</exception>
    public static void Refuse(ProjectPlace place, ExecOptions options, PermissionSet allowed, ProjectRooms rooms)
    {
        if (options.Command.IsEmpty || !options.Command[0].Contains('/', StringComparison.Ordinal))
        {
            return;
        }

        string program = Path.GetFullPath(options.Command[0], place.StartOf(options.WorkingDirectory));
        RefuseMissing(program, options.Command[0], place, rooms);
        bool isShown = PathNames.IsAtOrBelow(program, place.Directory) || OfTheSystem.Contains(program.Split('/')[1], StringComparer.Ordinal)
            || allowed.Values(PermissionKind.Path).Any(value => PathNames.IsAtOrBelow(program, value[..^3]))
            || IsInPrivateHome(program, place, rooms);
        if (isShown || !File.Exists(program))
        {
            return;
        }

        (string directory, string name) = (Path.GetDirectoryName(program)!, Path.GetFileName(program));
        throw new Problem("projects/program-outside", $"{program} lies outside the project, where its sandbox shows nothing")
        {
            Reasons = [$"the project is {place.Directory}"],
            Hints = [$"run it where it lies   try: nuka -C {directory} exec ./{name}", $"or show it to this project   try: nuka exec --allow path={directory}:ro {program}"],
        }.ToException();
    }

    /// <summary>A link on the way may lead into the environment, where nothing is seen from here: only what is surely not there is refused.</summary>
    private static void RefuseMissing(string program, string typed, ProjectPlace place, ProjectRooms rooms)
    {
        string first = program;
        while (Path.GetDirectoryName(first) is { } above && PathStatus.TryGet(above, followsLink: false) is null)
        {
            first = above;
        }

        string directory = Path.GetDirectoryName(first) ?? "/";
        bool isMissing = PathNames.IsBelow(program, place.Directory) && Directory.Exists(directory) && PathStatus.TryGet(first, followsLink: false) is null
            && PathNames.IsAtOrBelow(RealPath.Of(directory), place.Directory);
        if (isMissing && !IsInPrivateHome(program, place, rooms))
        {
            throw new Problem("projects/program-missing", $"there is no file {typed}")
            {
                Reasons = [$"a program named with a slash is a file, and {first} does not exist"],
                Hints = [$"if it is a program of the environment, name it without a path   try: nuka exec {Path.GetFileName(program)}", "or make it first, where it is built"],
            }.ToException();
        }
    }

    private static bool IsInPrivateHome(string program, ProjectPlace place, ProjectRooms rooms) =>
        PathNames.IsAtOrBelow(program, rooms.Host.HomeDirectory)
        && Path.Exists(Path.Combine(
            rooms.State.Project(ProjectKey.Of(place.Directory)), "home", Path.GetRelativePath(rooms.Host.HomeDirectory, program)));
}
