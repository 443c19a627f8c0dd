using System.Text;
using System.Text.RegularExpressions;

namespace Nuka.Build.Outputs.References;

/// <summary>
/// Where interpreters find what belongs to themselves. No file says it, and archives cut it into packages of its own: Python's standard library, and the
/// modules of Node.js that Debian ships beside it.
/// </summary>
internal static partial class InterpreterModules
{
    /// <summary>The directory of an interpreter's own modules.</summary>
    /// <param name="program">The path of a program below the root, as bytes.</param>
    /// <returns><see langword="null"/> if the program is no interpreter that is known.</returns>
    internal static byte[]? DirectoryOf(ReadOnlySpan<byte> program)
    {
        string path = Encoding.Latin1.GetString(program);
        return path == "usr/bin/node" ? "usr/share/nodejs"u8.ToArray()
            : Python().Match(path) is { Success: true } python ? Encoding.Latin1.GetBytes($"usr/lib/{python.Groups[1].Value}")
            : null;
    }

    [GeneratedRegex(@"^usr/bin/(python3\.[0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Python();
}
