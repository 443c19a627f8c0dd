namespace Nuka.Sandbox.Compiled;

/// <summary>Questions about absolute paths as text; nothing here touches the disk.</summary>
internal static class SandboxPaths
{
    /// <summary>
    /// Whether a path is absolute and written in the one way: no empty part, no <c>.</c>, no <c>..</c>, no slash at the end, no NUL.
    /// </summary>
    internal static bool IsNormal(string path) =>
        path == "/"
        || (path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal)
            && path[1..].Split('/').All(part => part is not ("" or "." or "..")));

    /// <summary>The directories between a path and one below it, outermost first, without the two.</summary>
    internal static IEnumerable<string> Between(string above, string path)
    {
        int slash = above == "/" ? 0 : above.Length;
        for (slash = path.IndexOf('/', slash + 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }
}
