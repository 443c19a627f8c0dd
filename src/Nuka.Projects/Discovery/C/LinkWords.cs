using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.C;

/// <summary>Words of command lines that name libraries: <c>-lX</c>, <c>pkg-config … X</c>, <c>X-config</c>.</summary>
internal static partial class LinkWords
{
    // Part of the C library or of the compiler: no package of their own.
    private static readonly string[] BuiltIn = ["c", "m", "dl", "rt", "pthread", "stdc++", "gcc", "gcc_s", "util", "resolv", "crypt", "atomic", "gomp", "nsl", "anl"];

    /// <summary>Adds every library that a text names.</summary>
    public static void Find(SourceText text, int offset, string words, NeedSink sink, bool optional) =>
        Find(words, (start, _, token) => text.At(offset + start, token), sink, optional);

    /// <summary>Adds every library that words name.</summary>
    /// <param name="words">The words.</param>
    /// <param name="evidence">What shows a stretch of them, by its start, its length and words; none to pass it over.</param>
    /// <param name="sink">Where needs are put.</param>
    /// <param name="optional">Whether the project can do without.</param>
    public static void Find(string words, Func<int, int, string, Evidence?> evidence, NeedSink sink, bool optional)
    {
        foreach (Match match in Library().Matches(words))
        {
            if (evidence(match.Index, match.Length, match.Value) is { } found)
            {
                AddLibrary(match.Groups[1].Value, found, sink, optional);
            }
        }

        foreach (Match match in PkgConfig().Matches(words))
        {
            if (evidence(match.Index, match.Length, match.Value) is { } found)
            {
                sink.Add(NeedKind.Program, "pkg-config", found with { Token = "pkg-config" }, optional);
                foreach (string module in Modules(match.Groups[1].Value))
                {
                    sink.Add(NeedKind.PkgConfig, module, found, optional);
                }
            }
        }

        foreach (Match match in ConfigProgram().Matches(words))
        {
            if (evidence(match.Index, match.Length, match.Value) is { } found)
            {
                sink.Add(NeedKind.Program, match.Groups[1].Value, found, optional: true);
            }
        }
    }

    public static void AddLibrary(string name, Evidence evidence, NeedSink sink, bool optional)
    {
        if (!BuiltIn.Contains(name, StringComparer.Ordinal))
        {
            sink.Add(NeedKind.LinkLibrary, name, evidence, optional);
        }
    }

    /// <summary>The module names among the arguments of pkg-config: options and version bounds left out.</summary>
    public static IEnumerable<string> Modules(string arguments)
    {
        bool bound = false;
        foreach (string word in Separators().Split(arguments))
        {
            string name = word.Trim('"', '\'', '\\');
            if (bound)
            {
                bound = false;
            }
            else if (name is ">=" or "<=" or "=" or ">" or "<" or "!=")
            {
                bound = true;
            }
            else if (Module().IsMatch(name))
            {
                yield return Bound().Replace(name, "");
            }
        }
    }

    [GeneratedRegex(@"(?<![\w/.-])-l([A-Za-z0-9_][A-Za-z0-9_.+-]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Library();

    // Its words end with the line, unless a backslash continues it; a variable that nobody could replace is a word that names nothing.
    [GeneratedRegex(
        @"(?:\bpkg-config|\bpkgconf|\$[({]PKG_?CONFIG[)}])"
        + @"((?:(?:[ \t]|\\\r?\n)+(?:[<>]=?[ \t]+[0-9.]+|(?:\$\([\w.-]+\)|\$\{[\w.-]+\}|\$(?![({])|[^\s|;&)`<>$])+))+)",
        RegexOptions.CultureInvariant)]
    private static partial Regex PkgConfig();

    [GeneratedRegex(@"(?<![\w./-])([A-Za-z]\w*(?:[.+-]\w*)*(?<!\bpkg)[-_]config)\s+--(?:libs?|cflags|ldflags|cxxflags|cppflags|include|libdir)", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigProgram();

    [GeneratedRegex(@"[\s,]+", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^[A-Za-z][\w.+-]*(?:[<>=!]+[0-9][\w.]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Module();

    [GeneratedRegex(@"[<>=!]+.*", RegexOptions.CultureInvariant)]
    private static partial Regex Bound();
}
