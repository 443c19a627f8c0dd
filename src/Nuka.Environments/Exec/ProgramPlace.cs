using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>Finds where a command stands inside, so that a start need not search for it.</summary>
internal static class ProgramPlace
{
    /// <summary>The first place of PATH that has it, if that and all before it are the root's own, which never changes.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">PATH as it is inside.</param>
    /// <param name="name">The command's first word.</param>
    /// <param name="mounts">What is mounted over the root.</param>
    /// <returns>The path inside; <see langword="null"/> if it has to be searched for.</returns>
    internal static string? Find(EnvironmentRoot root, string path, string name, IReadOnlyCollection<SandboxMount> mounts)
    {
        bool isSearched = name.Length > 0 && !name.Contains('/', StringComparison.Ordinal);
        foreach (string directory in isSearched ? path.Split(':') : [])
        {
            bool isRoots = directory.StartsWith("/usr/", StringComparison.Ordinal)
                && !mounts.Any(mount => PathNames.IsAtOrBelow(directory, mount.Target) || PathNames.IsAtOrBelow(mount.Target, directory));
            if (!isRoots)
            {
                return null;
            }

            if (root.Find($"{directory[1..]}/{name}") is not null)
            {
                return $"{directory}/{name}";
            }
        }

        return null;
    }
}
