using System.Text.RegularExpressions;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Python;

/// <summary>Projects of Python: the version they state, what their build needs, their own extensions, and the modules they import.</summary>
internal sealed partial class PythonFinder(SourceFiles files, NeedSink sink)
{
    private static readonly string[] Marks = ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "environment.yml", "tox.ini"];
    private static readonly string[] Locks = ["poetry.lock", "uv.lock", "Pipfile.lock", "pdm.lock", "pylock.toml"];

    public static bool Recognises(SourceFiles files) => Marks.Any(files.Has) || files.Paths.Any(p => !p.Contains('/', StringComparison.Ordinal) && p.EndsWith(".py", StringComparison.Ordinal));

    public void Find()
    {
        sink.Ecosystems.Add("python");
        string main = Marks.FirstOrDefault(files.Has) ?? files.Paths.First(p => p.EndsWith(".py", StringComparison.Ordinal));
        Evidence evident = new(files.Label + main, 0, main);
        sink.AddKnown("tool", "python", evident);
        FindVersion(evident);
        if (files.Has("pyproject.toml") || files.Has("setup.py") || files.Has("requirements.txt") || files.Has("setup.cfg"))
        {
            sink.AddKnown("tool", "pip", evident);
        }

        FindProject();
        FindRequirements();
        FindExtensions();
        new PythonImports(files, sink).Find();
    }

    private void FindVersion(Evidence evident)
    {
        if (files.ReadText(".python-version")?.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0 && l[0] != '#') is { } pinned
            && char.IsAsciiDigit(pinned[0]))
        {
            sink.Ask("python", $"=={pinned}{(pinned.Count(c => c == '.') < 2 ? ".*" : "")}", new Evidence(files.Label + ".python-version", 1, pinned));
        }

        if (SourceText.Read(files, "setup.py") is { } setup && RequiresPython().Match(setup.Text) is { Success: true } match)
        {
            sink.Ask("python", match.Groups[1].Value, setup.At(match.Index, match.Value));
        }

        sink.Ask("python", "", evident);
    }

    private void FindProject()
    {
        if (SourceText.Read(files, "pyproject.toml") is not { } text || Parse(text) is not { } document)
        {
            return;
        }

        if ((document.Find("project", "requires-python") ?? document.Find("tool", "poetry", "dependencies", "python")) is TomlString range)
        {
            sink.Ask("python", PoetryRange(range.Value), text.At(range.Start, $"requires-python = \"{range.Value}\""));
        }

        foreach (TomlString requirement in Strings(document.Find("build-system", "requires")))
        {
            Require(requirement.Value, text.At(requirement.Start, requirement.Value), optional: false);
        }

        bool locked = Locks.Any(files.Has);
        foreach (TomlString requirement in Strings(document.Find("project", "dependencies")).Where(_ => !locked))
        {
            Require(requirement.Value, text.At(requirement.Start, requirement.Value), optional: true);
        }
    }

    private void FindRequirements()
    {
        foreach (string path in files.Named(name => name.StartsWith("requirements", StringComparison.Ordinal) && name.EndsWith(".txt", StringComparison.Ordinal))
            .Where(path => path.Count(c => c == '/') < 2))
        {
            foreach ((int number, string line) in SourceText.Read(files, path)?.Lines() ?? [])
            {
                string requirement = line.Split('#')[0].Trim();

                // One with an exact version is what pip is to fetch; the archive's would be another.
                if (requirement.Length > 0 && requirement[0] != '-' && !requirement.Contains("==", StringComparison.Ordinal))
                {
                    Require(requirement, new Evidence(files.Label + path, number, requirement), optional: true);
                }
            }
        }
    }

    private void Require(string requirement, Evidence evidence, bool optional)
    {
        Match match = Requirement().Match(requirement);
        if (match.Success && !NotHere().IsMatch(requirement))
        {
            string name = match.Groups[1].Value.ToLowerInvariant().Replace('_', '-').Replace('.', '-');
            if (!sink.AddKnown("python", name, evidence, optional))
            {
                sink.Add(NeedKind.PythonModule, name.Replace('-', '_'), evidence, optional: true);
            }
        }
    }

    private void FindExtensions()
    {
        foreach (string path in files.Named(name => name is "setup.py" or "setup.cfg" || name.EndsWith(".pyx", StringComparison.Ordinal)))
        {
            if (SourceText.Read(files, path) is not { } text)
            {
                continue;
            }

            Match extension = path.EndsWith(".pyx", StringComparison.Ordinal) ? Match.Empty : Extension().Match(text.Text);
            if (path.EndsWith(".pyx", StringComparison.Ordinal))
            {
                sink.AddKnown("tool", "cython", text.At(0, path));
                sink.AddKnown("tool", "python-extension", text.At(0, path));
            }
            else if (extension.Success)
            {
                sink.AddKnown("tool", "python-extension", text.At(extension.Index, extension.Value));
            }

            foreach (Match libraries in Libraries().Matches(text.Text))
            {
                foreach (Match name in Quoted().Matches(libraries.Groups[1].Value))
                {
                    LinkWords.AddLibrary(name.Groups[1].Value, text.At(libraries.Index, libraries.Value), sink, optional: false);
                }
            }

            FindCalls(text);
        }

        if (SourceText.Read(files, "pyproject.toml") is { } project && ExtModules().Match(project.Text) is { Success: true } table)
        {
            sink.AddKnown("tool", "python-extension", project.At(table.Index, table.Value));
        }
    }

    /// <summary>What a build script asks programs for: <c>["pkg-config", "--libs", name]</c>, or one string for the shell.</summary>
    private void FindCalls(SourceText text)
    {
        foreach (Match call in ConfigCall().Matches(text.Text))
        {
            string program = call.Groups["program"].Value;
            bool asksPkgConfig = program is "pkg-config" or "pkgconf";
            Evidence evidence = text.At(call.Index, call.Value);
            sink.Add(NeedKind.Program, asksPkgConfig ? "pkg-config" : program, evidence, optional: true);
            string words = string.Join(' ', Quoted().Matches(call.Groups["words"].Value).Select(word => word.Groups[1].Value));
            foreach (string module in asksPkgConfig ? LinkWords.Modules(words) : [])
            {
                sink.Add(NeedKind.PkgConfig, module, evidence, optional: true);
            }
        }

        // As long as it was, so that lines are still counted right.
        LinkWords.Find(text, 0, ConfigCall().Replace(text.Text, call => new string(' ', call.Length)), sink, optional: true);
    }

    private TomlDocument? Parse(SourceText text)
    {
        try
        {
            return TomlDocument.Parse(text.Text, text.File);
        }
        catch (NukaException failure)
        {
            sink.Notes.Add($"{text.File} could not be read: {failure.Problem.Message}");
            return null;
        }
    }

    private static IEnumerable<TomlString> Strings(TomlValue? value) => value is TomlArray array ? array.Items.OfType<TomlString>() : [];

    // Poetry writes `^3.9`: at least that, below the next major one.
    private static string PoetryRange(string range)
    {
        Match caret = Caret().Match(range);
        return caret.Success ? $">={caret.Groups[1].Value},<{int.Parse(caret.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) + 1}" : range;
    }

    [GeneratedRegex(@"^\^((\d{1,4})[\d.]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Caret();

    [GeneratedRegex(@"python_requires\s*=\s*[""']([^""']+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex RequiresPython();

    [GeneratedRegex(@"^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)", RegexOptions.CultureInvariant)]
    private static partial Regex Requirement();

    // A marker for another system: `pywin32; sys_platform == "win32"`.
    [GeneratedRegex(@";.*(?:sys_platform|platform_system|os_name)\s*==\s*[""'](?:win32|Windows|darwin|Darwin|nt|cygwin)", RegexOptions.CultureInvariant)]
    private static partial Regex NotHere();

    [GeneratedRegex(@"\b(?:Extension|Pybind11Extension|CMakeExtension|cythonize|ffibuilder|cffi_modules)\b\s*[(=]", RegexOptions.CultureInvariant)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\blibraries\s*=\s*(\[[^\]]*\]|[""'][^""']*[""'])", RegexOptions.CultureInvariant)]
    private static partial Regex Libraries();

    [GeneratedRegex(@"(?m)^\s*(?:\[\[?tool\.setuptools\.ext-modules|ext-modules\s*=)", RegexOptions.CultureInvariant)]
    private static partial Regex ExtModules();

    // ["pkg-config", "--cflags", x] as an argument list, which may hold variables; named arguments of a call are none of its words.
    [GeneratedRegex(
        @"[\[(]\s*[""'](?<program>pkg-config|pkgconf|[a-z][\w.]*[-_]config)[""']\s*(?:,(?<words>(?:[^\[\]()=""']|""[^""\n]*""|'[^'\n]*')*)|(?=[\])]))",
        RegexOptions.CultureInvariant)]
    private static partial Regex ConfigCall();

    [GeneratedRegex(@"[""']([^""']+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
