using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.C;

/// <summary>
/// What configure.ac looks for, and the tools that make <c>configure</c> of it: also where there is one, since nothing tells the one that came
/// with the project from the one that was just made, and its own makefile calls them once configure.ac is newer.
/// </summary>
internal sealed partial class AutotoolsFinder(SourceFiles files, NeedSink sink)
{
    public static bool Recognises(SourceFiles files) => files.Has("configure.ac") || files.Has("configure.in") || (files.Has("configure") && files.Has("Makefile.in"));

    public void Find()
    {
        sink.Ecosystems.Add("autotools");
        string? script = files.Has("configure.ac") ? "configure.ac" : files.Has("configure.in") ? "configure.in" : null;
        string evident = script ?? "configure";
        sink.AddKnown("tool", "make", new Evidence(files.Label + evident, 0, evident));
        sink.AddKnown("tool", "c", new Evidence(files.Label + evident, 0, evident));
        if (script is null || SourceText.Read(files, script) is not { } text)
        {
            return;
        }

        string code = Comment().Replace(text.Text, match => new string(' ', match.Length));
        foreach (Match match in Macro().Matches(code))
        {
            string name = match.Groups[1].Value;
            string[] arguments = match.Value.EndsWith('(') ? [.. Arguments(code, match.Index + match.Length)] : [];
            string shown = arguments.Length > 0 ? $"{name}({arguments[0]}{(arguments.Length > 1 ? "," + arguments[1] : "")})" : name;
            Evidence evidence = text.At(match.Index, shown);
            Check(name, arguments, evidence);
            Generate(name, evidence);
        }

        sink.AddKnown("tool", "autoconf", text.At(0, script));
    }

    private void Check(string name, string[] arguments, Evidence evidence)
    {
        switch (name)
        {
            case "PKG_CHECK_MODULES" or "PKG_CHECK_EXISTS" or "PKG_CHECK_MODULES_STATIC" when arguments.Length > 0:
                bool variable = name != "PKG_CHECK_EXISTS";
                bool fallback = arguments.Length > (variable ? 3 : 2) || !variable;
                sink.Add(NeedKind.Program, "pkg-config", evidence);
                foreach (string module in LinkWords.Modules(arguments[variable ? Math.Min(1, arguments.Length - 1) : 0]))
                {
                    sink.Add(NeedKind.PkgConfig, module, evidence, optional: fallback);
                }

                break;
            case "AC_CHECK_LIB" or "AC_HAVE_LIBRARY" when arguments.Length > 0:
                LinkWords.AddLibrary(arguments[0], evidence, sink, optional: true);
                break;
            case "AC_SEARCH_LIBS" when arguments.Length > 1:
                Words(arguments[1]).ForEach(library => LinkWords.AddLibrary(library, evidence, sink, optional: true));
                break;
            case "AC_CHECK_HEADER" or "AC_CHECK_HEADERS" when arguments.Length > 0:
                Words(arguments[0]).ForEach(header => sink.Add(NeedKind.Header, header, evidence, optional: true));
                break;
            case "AC_PATH_PROG" or "AC_CHECK_PROG" or "AC_CHECK_TOOL" or "AC_PATH_TOOL" or "AC_CHECK_PROGS" or "AC_PATH_PROGS" when arguments.Length > 1:
                Words(arguments[1]).ForEach(program => sink.Add(NeedKind.Program, program, evidence, optional: true));
                break;
            default:
                Program(name, evidence);
                break;
        }
    }

    private void Program(string name, Evidence evidence)
    {
        string? need = name switch
        {
            "AC_PROG_YACC" => "bin:bison",
            "AC_PROG_LEX" or "AM_PROG_LEX" => "bin:flex",
            "AC_PROG_AWK" => "bin:awk",
            "AM_PATH_PYTHON" => "bin:python3",
            "AM_GNU_GETTEXT" => "bin:msgfmt",
            "PKG_PROG_PKG_CONFIG" => "bin:pkg-config",
            "AC_PATH_XTRA" or "AC_PATH_X" => "h:X11/Xlib.h",
            _ => null,
        };
        if (need is not null)
        {
            sink.AddPrinted(need, evidence, origin: NeedOrigin.Static);
        }
        else if (name is "AC_PROG_CXX")
        {
            sink.AddKnown("tool", "cxx", evidence);
        }
        else if (name is "AC_PROG_FC" or "AC_PROG_F77")
        {
            sink.AddKnown("tool", "fortran", evidence);
        }
    }

    /// <summary>What turns the script into <c>configure</c>.</summary>
    private void Generate(string name, Evidence evidence)
    {
        if (name is "LT_INIT" or "AC_PROG_LIBTOOL" or "AM_PROG_LIBTOOL")
        {
            sink.AddKnown("tool", "libtool", evidence);
        }
        else if (name.StartsWith("AM_GNU_GETTEXT", StringComparison.Ordinal))
        {
            sink.AddKnown("tool", "gettext", evidence);
        }
        else if (name.StartsWith("AX_", StringComparison.Ordinal))
        {
            sink.Add(NeedKind.Package, "autoconf-archive", evidence, optional: true);
        }
        else if (name.StartsWith("PKG_", StringComparison.Ordinal))
        {
            sink.Add(NeedKind.Program, "pkg-config", evidence);
        }
    }

    private static List<string> Words(string list) =>
        [.. list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => Word().IsMatch(word))];

    /// <summary>The arguments of a macro, one level of brackets taken off.</summary>
    private static IEnumerable<string> Arguments(string text, int start)
    {
        int depth = 0;
        int from = start;
        for (int at = start; at < text.Length; at++)
        {
            char c = text[at];
            if (depth == 0 && c is ',' or ')' && depth == 0)
            {
                yield return text[from..at].Trim().TrimStart('[').TrimEnd(']').Trim();
                from = at + 1;
                if (c == ')')
                {
                    yield break;
                }
            }

            depth += c is '[' or '(' ? 1 : c is ']' or ')' ? -1 : 0;
        }
    }

    [GeneratedRegex(@"\b((?:AC|AM|PKG|LT|AX)_[A-Z0-9_]+)\b\(?", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();

    [GeneratedRegex(@"(?m)(?:^\s*#|\bdnl\b)[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[A-Za-z_][\w./+-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
