namespace Nuka.Platform.Files;

/// <summary>Paths without links: what two names of one directory have in common, and what the kernel calls a working directory.</summary>
public static class RealPath
{
    /// <summary>Links that are followed on the way to one file; as many as the kernel follows (path_resolution(7)).</summary>
    public const int LinkLimit = 40;

    /// <summary>Resolves every link in a path. What does not exist stays as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="IOException">The links lead in a circle, or a directory on the way cannot be entered.</exception>
    public static string Of(string path)
    {
        string real = "/";
        Stack<string> parts = new(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; parts.TryPop(out string? part);)
        {
            string next = Path.GetFullPath(Path.Combine(real, part));
            if (new FileInfo(next).LinkTarget is not { } target)
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
}
