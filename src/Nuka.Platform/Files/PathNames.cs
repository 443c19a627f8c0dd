namespace Nuka.Platform.Files;

/// <summary>
/// Questions about paths as text, letter by letter; nothing here touches the disk, resolves a link or tidies <c>..</c>. Both paths are absolute, or both are
/// relative to the same directory. A slash at the end says nothing.
/// </summary>
public static class PathNames
{
    /// <summary>Whether a path lies below another one.</summary>
    /// <param name="path">A path.</param>
    /// <param name="above">The directory; below <c>/</c> is every other absolute path.</param>
    public static bool IsBelow(string path, string above) => Compare(path, above) > 0;

    /// <summary>Whether a path is another one or lies below it.</summary>
    /// <param name="path">A path.</param>
    /// <param name="above">The directory.</param>
    public static bool IsAtOrBelow(string path, string above) => Compare(path, above) >= 0;

    /// <summary>What of a path comes after a directory: empty for the directory itself, <see langword="null"/> for what is elsewhere.</summary>
    /// <param name="path">A path.</param>
    /// <param name="above">The directory.</param>
    public static string? Relative(string path, string above) => Compare(path, above) switch
    {
        > 0 => path[(above.TrimEnd('/').Length + 1)..].TrimEnd('/'),
        0 => string.Empty,
        _ => null,
    };

    /// <summary>1 for a path below, 0 for the directory itself, -1 for what is elsewhere.</summary>
    private static int Compare(string path, string above)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(above);
        ReadOnlySpan<char> inner = path.AsSpan().TrimEnd('/');
        ReadOnlySpan<char> outer = above.AsSpan().TrimEnd('/'); // of "/" nothing is left, and every absolute path goes on with a slash
        return !inner.StartsWith(outer, StringComparison.Ordinal) ? -1
            : inner.Length == outer.Length ? 0
            : inner[outer.Length] == '/' ? 1 : -1;
    }
}
