using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.C;

/// <summary>What CMakeLists.txt and *.cmake files look for.</summary>
internal sealed partial class CMakeFinder(SourceFiles files, NeedSink sink)
{
    // Modules of CMake that look for nothing on the system.
    private static readonly string[] Keywords =
    [
        "REQUIRED", "QUIET", "EXACT", "MODULE", "CONFIG", "NO_MODULE", "COMPONENTS", "OPTIONAL_COMPONENTS", "NAMES", "PATHS", "HINTS", "DOC", "PATH_SUFFIXES",
        "NO_DEFAULT_PATH", "NO_CMAKE_PATH", "GLOBAL", "IMPORTED_TARGET", "NO_POLICY_SCOPE", "PUBLIC", "PRIVATE", "INTERFACE", "NAMES_PER_DIR", "NO_CACHE", "VALIDATOR",
        "LINK_PUBLIC", "LINK_PRIVATE", "debug", "optimized", "general",
    ];

    public static bool Recognises(SourceFiles files) => files.Has("CMakeLists.txt");

    public void Find()
    {
        sink.Ecosystems.Add("cmake");
        sink.AddKnown("tool", "cmake", new Evidence(files.Label + "CMakeLists.txt", 0, "CMakeLists.txt"));
        foreach (string path in files.Named(name => name == "CMakeLists.txt" || name.EndsWith(".cmake", StringComparison.Ordinal)))
        {
            if (!OtherSystems.Owns(path) && SourceText.Read(files, path) is { } text)
            {
                FindIn(text);
            }
        }
    }

    private void FindIn(SourceText text)
    {
        CMakeConditions conditions = new();
        foreach ((string name, List<string> arguments, int offset, string shown) in CMakeCommands.Read(text.Text))
        {
            if (conditions.Read(name, arguments) || conditions.Counts == false)
            {
                continue;
            }

            Evidence evidence = text.At(offset, shown);
            Command(name, arguments, evidence, optional: conditions.Counts is null);
        }
    }

    private void Command(string name, List<string> arguments, Evidence evidence, bool optional)
    {
        switch (name)
        {
            case "find_package" when arguments.Count > 0:
                FindPackage(arguments, evidence, optional || !arguments.Contains("REQUIRED"));
                break;
            case "pkg_check_modules" or "pkg_search_module" when arguments.Count > 1:
                sink.Add(NeedKind.Program, "pkg-config", evidence, optional);
                AddModules(arguments.Skip(1), evidence, optional || !arguments.Contains("REQUIRED"));
                break;
            case "find_library" when arguments.Count > 1:
                AddNamed(NeedKind.LinkLibrary, arguments, evidence, optional || !arguments.Contains("REQUIRED"));
                break;
            case "find_path" when arguments.Count > 1:
                AddNamed(NeedKind.Header, arguments, evidence, optional || !arguments.Contains("REQUIRED"));
                break;
            case "find_program" when arguments.Count > 1:
                AddNamed(NeedKind.Program, arguments, evidence, optional || !arguments.Contains("REQUIRED"));
                break;
            case "check_include_file" or "check_include_file_cxx" or "check_include_files" when arguments.Count > 0:
                arguments[0].Split(';').Where(IsLiteral).ToList().ForEach(header => sink.Add(NeedKind.Header, header, evidence, optional: true));
                break;
            case "target_link_libraries" or "link_libraries":
                arguments.Skip(name[0] == 't' ? 1 : 0).Where(IsLibrary).ToList().ForEach(library =>
                    LinkWords.AddLibrary(library.StartsWith("-l", StringComparison.Ordinal) ? library[2..] : library, evidence, sink, optional: true));
                break;
            case "project" or "enable_language":
                Languages(arguments, evidence);
                break;
        }
    }

    private void FindPackage(List<string> arguments, Evidence evidence, bool optional)
    {
        string package = arguments[0];
        if (!IsLiteral(package))
        {
            return;
        }

        string[] components = [.. arguments.Skip(1).Where(word => IsLiteral(word) && !Keywords.Contains(word, StringComparer.Ordinal) && !char.IsAsciiDigit(word[0]))];
        switch (package)
        {
            case "Qt5" or "Qt6" when components.Length > 0:
                Array.ForEach(components, component => sink.Add(NeedKind.CMakePackage, package + component, evidence, optional));
                break;
            case "Boost":
                sink.AddKnown("cmake", "Boost", evidence, optional);
                Array.ForEach(components, component => sink.Add(NeedKind.LinkLibrary, $"boost_{component}", evidence, optional));
                break;
            case "Python" or "Python3" when components.Length > 0 && !Array.Exists(components, c => c.StartsWith("Development", StringComparison.Ordinal)):
                sink.Add(NeedKind.Program, "python3", evidence, optional);
                break;
            case "ICU":
                sink.Add(NeedKind.PkgConfig, "icu-uc", evidence, optional);
                break;
            default:
                if (!sink.AddKnown("cmake", package, evidence, optional) && !files.Named(name => name == $"Find{package}.cmake").Any())
                {
                    sink.Add(NeedKind.CMakePackage, package, evidence, optional);
                }

                break;
        }
    }

    private void AddModules(IEnumerable<string> words, Evidence evidence, bool optional)
    {
        IEnumerable<string> literal = words.Where(word => IsLiteral(word) && !Keywords.Contains(word, StringComparer.Ordinal));
        foreach (string module in LinkWords.Modules(string.Join(' ', literal)))
        {
            sink.Add(NeedKind.PkgConfig, module, evidence, optional);
        }
    }

    /// <summary>The names of <c>find_library(VAR NAMES a b PATHS …)</c>, or of the short form <c>find_library(VAR a b)</c>: alternatives.</summary>
    private void AddNamed(NeedKind kind, List<string> arguments, Evidence evidence, bool optional)
    {
        int names = arguments.IndexOf("NAMES");
        string[] found = [.. arguments.Skip(names < 0 ? 1 : names + 1).TakeWhile(word => !Keywords.Contains(word, StringComparer.Ordinal)).Where(IsLiteral)];
        foreach (string name in found)
        {
            if (kind == NeedKind.LinkLibrary)
            {
                LinkWords.AddLibrary(name, evidence, sink, optional || found.Length > 1);
            }
            else
            {
                sink.Add(kind, name, evidence, optional || found.Length > 1);
            }
        }
    }

    private void Languages(List<string> arguments, Evidence evidence)
    {
        int languages = arguments.IndexOf("LANGUAGES");
        string[] named = [.. arguments.Skip(1)];
        bool stated = languages >= 0 || named.Any(word => word is "C" or "CXX" or "Fortran" or "NONE" or "ASM" or "CUDA");
        if (!stated || named.Contains("C", StringComparer.Ordinal) || arguments.FirstOrDefault() == "C")
        {
            sink.AddKnown("tool", "c", evidence);
        }

        if (!stated || named.Contains("CXX", StringComparer.Ordinal) || arguments.FirstOrDefault() == "CXX")
        {
            sink.AddKnown("tool", "cxx", evidence);
        }

        if (arguments.Contains("Fortran"))
        {
            sink.AddKnown("tool", "fortran", evidence);
        }
    }

    private static bool IsLiteral(string word) => word.Length > 0 && !word.Contains('$', StringComparison.Ordinal) && !word.Contains('<', StringComparison.Ordinal);

    private static bool IsLibrary(string word) =>
        IsLiteral(word) && !Keywords.Contains(word, StringComparer.Ordinal) && LibraryName().IsMatch(word) && !word.Contains("::", StringComparison.Ordinal);

    // Bare names may be targets of the project too: a need that no archive answers is dropped.
    [GeneratedRegex(@"^(?:-l)?[a-z][\w.+-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LibraryName();
}
