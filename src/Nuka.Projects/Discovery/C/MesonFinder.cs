using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.C;

/// <summary>What meson.build files look for.</summary>
internal sealed partial class MesonFinder(SourceFiles files, NeedSink sink)
{
    public static bool Recognises(SourceFiles files) => files.Has("meson.build");

    public void Find()
    {
        sink.Ecosystems.Add("meson");
        sink.AddKnown("tool", "meson", new Evidence(files.Label + "meson.build", 0, "meson.build"));
        foreach (string path in files.Named(name => name == "meson.build").Where(path => !path.StartsWith("subprojects/", StringComparison.Ordinal) && !OtherSystems.Owns(path)))
        {
            if (SourceText.Read(files, path) is { } text)
            {
                FindIn(text);
            }
        }
    }

    private void FindIn(SourceText text)
    {
        foreach (Match match in Call().Matches(WithoutComments(text.Text)))
        {
            string arguments = Arguments(text.Text, match.Index + match.Length);
            string[] names = [.. PositionalNames(arguments)];
            Evidence evidence = text.At(match.Index, $"{match.Value}{arguments})");
            bool optional = NotRequired().IsMatch(arguments);
            switch (match.Groups[1].Value)
            {
                case "project":
                    Languages(names.Skip(1), evidence);
                    break;
                case "add_languages":
                    Languages(names, evidence);
                    break;
                case "dependency":
                    // Several names are alternatives of one another.
                    Array.ForEach(names, name => Dependency(name, arguments, evidence, optional || names.Length > 1));
                    break;
                case "find_library" when names.Length > 0:
                    LinkWords.AddLibrary(names[0], evidence, sink, optional);
                    break;
                case "has_header" or "check_header" when names.Length > 0:
                    sink.Add(NeedKind.Header, names[0], evidence, optional: true);
                    break;
                case "find_program" when names.Length > 0 && !names[0].Contains('/', StringComparison.Ordinal) && !files.Has(names[0]):
                    Array.ForEach(names, name => sink.Add(NeedKind.Program, name, evidence, optional || names.Length > 1));
                    break;
                case "import" when names.Length > 0:
                    Module(names[0], evidence);
                    break;
            }
        }
    }

    private void Dependency(string name, string arguments, Evidence evidence, bool optional)
    {
        if (name is "qt5" or "qt6")
        {
            Match modules = QtModules().Match(arguments);
            foreach (string module in modules.Success ? PositionalNames(modules.Groups[1].Value) : ["Core"])
            {
                sink.Add(NeedKind.CMakePackage, $"Qt{name[2]}{module}", evidence, optional);
            }
        }
        else if (name == "boost")
        {
            sink.AddKnown("meson", "boost", evidence, optional);
            Match modules = QtModules().Match(arguments);
            foreach (string module in modules.Success ? PositionalNames(modules.Groups[1].Value) : [])
            {
                sink.Add(NeedKind.LinkLibrary, $"boost_{module}", evidence, optional: true);
            }
        }
        else if (name.Length > 0 && !sink.AddKnown("meson", name, evidence, optional))
        {
            sink.Add(NeedKind.Program, "pkg-config", evidence);
            sink.Add(NeedKind.PkgConfig, name, evidence, optional);
        }
    }

    private void Module(string name, Evidence evidence)
    {
        string[] needs = name switch
        {
            "gnome" => ["bin:glib-compile-resources", "bin:glib-genmarshal", "bin:g-ir-scanner?"],
            "i18n" => ["bin:msgfmt", "bin:xgettext"],
            "python" or "python3" => ["bin:python3", "h:Python.h"],
            "cmake" => ["bin:cmake"],
            "hotdoc" => ["bin:hotdoc?"],
            _ => [],
        };
        Array.ForEach(needs, need => sink.AddPrinted(need, evidence));
    }

    private void Languages(IEnumerable<string> languages, Evidence evidence)
    {
        foreach (string language in languages)
        {
            string? tool = language switch { "c" => "c", "cpp" => "cxx", "fortran" => "fortran", _ => null };
            if (tool is not null)
            {
                sink.AddKnown("tool", tool, evidence);
            }
            else if (language is "rust" or "vala" or "cython")
            {
                sink.Add(NeedKind.Program, language switch { "rust" => "rustc", "vala" => "valac", _ => "cython3" }, evidence);
            }
        }
    }

    /// <summary>The texts before the first named argument, lists taken apart.</summary>
    private static IEnumerable<string> PositionalNames(string arguments)
    {
        Match named = NamedArgument().Match(arguments);
        string positional = named.Success ? arguments[..named.Index] : arguments;
        return Quoted().Matches(positional).Select(match => match.Groups[1].Value);
    }

    private static string Arguments(string text, int start)
    {
        int depth = 1;
        int at = start;
        for (bool quoted = false; at < text.Length && depth > 0; at++)
        {
            quoted ^= text[at] == '\'';
            depth += quoted ? 0 : text[at] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return text[start..Math.Max(start, Math.Min(at - 1, text.Length))];
    }

    private static string WithoutComments(string text) => Comment().Replace(text, match => new string(' ', match.Length));

    [GeneratedRegex(@"\b(project|add_languages|dependency|find_library|has_header|check_header|find_program|import)\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Call();

    [GeneratedRegex(@"\brequired\s*:(?!\s*true)", RegexOptions.CultureInvariant)]
    private static partial Regex NotRequired();

    [GeneratedRegex(@"\bmodules\s*:\s*(\[[^\]]*\]|'[^']*')", RegexOptions.CultureInvariant)]
    private static partial Regex QtModules();

    [GeneratedRegex(@"\b[a-z_]+\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex NamedArgument();

    [GeneratedRegex(@"'([^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?m)(?<=^[^'\n]*(?:'[^'\n]*'[^'\n]*)*)#[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();
}
