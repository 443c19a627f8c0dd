using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Environments.Exec;

/// <summary>
/// Finds where a granted path is seen inside. The root has links of its own (<c>/lib</c> is <c>usr/lib</c> in it), through which a path leads as it does
/// for programs; and it has places that are the environment itself, over which nothing of the machine can be shown.
/// </summary>
internal static class GrantPlace
{
    private static readonly ImmutableArray<string> Programs =
        ["/", "/usr", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/libexec", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    private static readonly ImmutableArray<string> Own = ["/etc", "/dev", "/run"];

    /// <summary>The path inside.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">The path as it was granted.</param>
    /// <exception cref="NukaException"><c>environments/reserved-path</c>: the environment's own is there.</exception>
    internal static string Of(EnvironmentRoot root, string path)
    {
        string place = root.Resolve(path);
        bool isPrograms = Programs.Contains(place) || (Path.GetDirectoryName(place) == "/usr/lib" && place.Contains("-linux-gnu", StringComparison.Ordinal));
        if (isPrograms || Own.Contains(place) || PathNames.IsAtOrBelow(place, "/proc"))
        {
            throw new Problem("environments/reserved-path", $"{path} cannot be granted: the environment has its own there")
            {
                Reasons =
                [
                    place == path ? $"a program would see the machine's {path} instead of the environment's, and could not run in it"
                        : $"inside, {path} is {place}; a program would see the machine's instead of the environment's, and could not run in it",
                ],
                Hints = Hints(path, place, isPrograms),
            }.ToException();
        }

        return place;
    }

    private static ImmutableArray<string> Hints(string path, string place, bool isPrograms) =>
        isPrograms ? ["programs and libraries come as packages   try: nuka exec -p PACKAGE …", $"a part of it can be granted   try: --allow path={path.TrimEnd('/')}/…"]
        : PathNames.IsAtOrBelow(place, "/proc") ? ["the sandbox has a /proc of its own processes   try: it without the grant"]
        : place == "/dev" ? ["devices are granted by class   try: --allow device=gpu"]
        : [$"grant what is needed of it   try: --allow path={path}/…"];
}
