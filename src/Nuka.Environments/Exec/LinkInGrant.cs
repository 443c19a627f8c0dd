using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Environments.Exec;

/// <summary>
/// Looks for links on the way of a granted path that a program may have laid: in place of the directory that the person meant, to be shown another
/// one by the next start.
/// </summary>
internal static class LinkInGrant
{
    /// <summary>Refuses such a link.</summary>
    /// <param name="path">The path as it was granted.</param>
    /// <param name="real">Where it leads.</param>
    /// <param name="programs">Where programs write, without links.</param>
    internal static void Refuse(string path, string real, string[] programs)
    {
        if (path != real && Find(path, programs, depth: 0) is { } link)
        {
            throw new Problem("environments/link-in-grant", $"{path} was granted, and leads through a link that a program may have laid")
            {
                Reasons = [$"{link} is a link, in a directory that programs may write", $"what would be shown is {real}"],
                Hints = [$"if that is what you mean, grant it by its own name   try: --deny path={path} --allow path={real}"],
            }.ToException();
        }
    }

    private static string? Find(string path, string[] programs, int depth)
    {
        for (int slash = path.IndexOf('/', 1); depth < RealPath.LinkLimit; slash = path.IndexOf('/', slash + 1))
        {
            string link = slash < 0 ? path : path[..slash];
            if (new FileInfo(link).LinkTarget is { } target)
            {
                string parent = RealPath.Of(Path.GetDirectoryName(link)!);
                return programs.Any(directory => PathNames.IsAtOrBelow(parent, directory))
                    ? link : Find(Path.GetFullPath(Path.Join(Path.Combine(parent, target), path[link.Length..])), programs, depth + 1);
            }

            if (slash < 0)
            {
                return null;
            }
        }

        return null;
    }
}
