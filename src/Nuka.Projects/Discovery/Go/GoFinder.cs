using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Go;

/// <summary>Projects of Go: the version they state, and what their cgo parts link with.</summary>
internal sealed partial class GoFinder(SourceFiles files, NeedSink sink)
{
    public static bool Recognises(SourceFiles files) => files.Has("go.mod");

    public void Find()
    {
        sink.Ecosystems.Add("go");
        Evidence evident = new(files.Label + "go.mod", 0, "go.mod");
        sink.AddKnown("tool", "go", evident);
        if (SourceText.Read(files, "go.mod") is { } module)
        {
            foreach (Match match in Version().Matches(module.Text))
            {
                sink.Ask("go", $">={match.Groups[1].Value}", module.At(match.Index, match.Value.Trim()));
            }
        }

        sink.Ask("go", "", evident);
        foreach (string path in files.Named(name => name.EndsWith(".go", StringComparison.Ordinal)).Where(IsForLinux).Take(ScanLimits.SourceFiles))
        {
            if (SourceText.Read(files, path) is { } text && ImportC().Match(text.Text) is { Success: true } import)
            {
                FindCgo(text, import);
            }
        }
    }

    private void FindCgo(SourceText text, Match import)
    {
        sink.AddKnown("tool", "cgo", text.At(import.Index, "import \"C\""));
        foreach (Match match in Directive().Matches(text.Text))
        {
            if (OtherSystem().IsMatch(match.Groups[1].Value))
            {
                continue;
            }

            string words = match.Groups[3].Value;
            if (match.Groups[2].Value == "pkg-config")
            {
                sink.Add(NeedKind.Program, "pkg-config", text.At(match.Index, match.Value));
                foreach (string name in LinkWords.Modules(words))
                {
                    sink.Add(NeedKind.PkgConfig, name, text.At(match.Index, match.Value));
                }
            }
            else
            {
                LinkWords.Find(text, match.Groups[3].Index, words, sink, optional: false);
            }
        }

        // Only the comment before the import is C.
        int start = Math.Max(text.Text.LastIndexOf("/*", import.Index, StringComparison.Ordinal), 0);
        string[] lines = text.Text.Split('\n');
        SourceText preamble = new(text.File, string.Join('\n', lines.Select(line => line.StartsWith("//", StringComparison.Ordinal) ? line[2..] : line).Take(text.LineOf(import.Index))));
        if (start < import.Index)
        {
            IncludeFinder.Find(files, preamble, sink, certain: false);
        }
    }

    // name_windows.go, name_darwin_arm64.go (go help buildconstraint)
    private static bool IsForLinux(string path) => !OtherFile().IsMatch(path);

    [GeneratedRegex(@"(?m)^(?:go|toolchain go)\s*([0-9][0-9.]*)[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"(?m)^import\s+""C""|^\s*""C""\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex ImportC();

    [GeneratedRegex(@"(?m)^\s*(?://)?\s*#cgo\s+([^:\n]*?)\s*(pkg-config|LDFLAGS|CFLAGS|CPPFLAGS|CXXFLAGS)\s*:\s*([^\n]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\b(?:windows|darwin|freebsd|openbsd|netbsd|solaris|android|ios)\b|!linux", RegexOptions.CultureInvariant)]
    private static partial Regex OtherSystem();

    [GeneratedRegex(@"_(?:windows|darwin|freebsd|openbsd|netbsd|solaris|android|ios|js|wasip1|plan9|aix|dragonfly)(?:_[a-z0-9]+)?(?:_test)?\.go\z", RegexOptions.CultureInvariant)]
    private static partial Regex OtherFile();
}
