namespace Nuka.Projects.Discovery.Files;

/// <summary>The names of C and C++ files.</summary>
internal static class CNames
{
    private static readonly string[] Headers = [".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".ipp", ".inl", ".tcc", ".in"];
    private static readonly string[] C = [".c"];
    private static readonly string[] CPlusPlus = [".cc", ".cpp", ".cxx", ".c++", ".C"];

    public static bool IsHeader(string path) => Headers.Any(end => path.EndsWith(end, StringComparison.Ordinal));

    public static bool IsC(string path) => C.Any(end => path.EndsWith(end, StringComparison.Ordinal));

    public static bool IsCPlusPlus(string path) => CPlusPlus.Any(end => path.EndsWith(end, StringComparison.Ordinal));

    /// <summary>A path without its first parts, one after the other: <c>a/b/c.h</c>, <c>b/c.h</c>, <c>c.h</c>; a template counts as what it makes.</summary>
    public static IEnumerable<string> Tails(string path)
    {
        string made = path.EndsWith(".in", StringComparison.Ordinal) ? path[..^3] : path;
        for (int at = 0; at >= 0;)
        {
            yield return made[at..];
            int slash = made.IndexOf('/', at);
            at = slash < 0 ? -1 : slash + 1;
        }
    }
}
