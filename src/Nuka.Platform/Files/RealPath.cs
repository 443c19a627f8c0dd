namespace Nuka.Platform.Files;

/// <summary>Paths without links: what two names of one directory have in common, and what the kernel calls a working directory.</summary>
public static class RealPath
{
    /// <summary>Links that are followed on the way to one file; as many as the kernel follows (path_resolution(7)).</summary>
    public const int LinkLimit = 40;

    /// <summary>Resolves every link in a path. What does not exist stays as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="IOException">The links lead in a circle, or a directory on the way cannot be entered.</exception>
    public static string Of(string path) => Of(path, TargetOf);

    /// <summary>Resolves every link in a path of a tree that is put together otherwise than this machine's.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="targetOf">The target of a link, as it is written there; <see langword="null"/> for everything else, and for what is no link to follow.</param>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path, Func<string, string?> targetOf)
    {
        ArgumentNullException.ThrowIfNull(targetOf);
        string real = "/";
        Stack<string> parts = new(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; parts.TryPop(out string? part);)
        {
            string next = Path.GetFullPath(Path.Combine(real, part));
            if (targetOf(next) is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > LinkLimit)
            {
                throw new IOException($"{path} leads through too many links");
            }

            real = target.StartsWith('/') ? "/" : real;
            foreach (string inner in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(inner);
            }
        }

        return real;
    }

    /// <summary>As <see cref="Of(string)"/>; a path that cannot be resolved, through which nobody finds anything, stays as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    public static string OrAsWritten(string path) => OrAsWritten(path, TargetOf);

    /// <summary>As <see cref="Of(string, Func{string, string})"/>; a path that cannot be resolved stays as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="targetOf">The target of a link, as it is written there; <see langword="null"/> for everything else.</param>
    public static string OrAsWritten(string path, Func<string, string?> targetOf)
    {
        try
        {
            return Of(path, targetOf);
        }
        catch (IOException)
        {
            return path; // links in a circle, or a directory that is not ours to enter
        }
    }

    private static string? TargetOf(string path) => new FileInfo(path).LinkTarget;
}
