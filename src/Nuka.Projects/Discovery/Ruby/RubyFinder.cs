using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Ruby;

/// <summary>Projects of Ruby: the version they state, and what the native parts of their gems link with.</summary>
internal sealed partial class RubyFinder(SourceFiles files, NeedSink sink)
{
    public static bool Recognises(SourceFiles files) =>
        files.Has("Gemfile") || files.Has("Rakefile") || files.Paths.Any(p => !p.Contains('/', StringComparison.Ordinal) && p.EndsWith(".gemspec", StringComparison.Ordinal));

    public void Find()
    {
        sink.Ecosystems.Add("ruby");
        string main = files.Has("Gemfile") ? "Gemfile" : files.Paths.First(p => p == "Rakefile" || p.EndsWith(".gemspec", StringComparison.Ordinal));
        Evidence evident = new(files.Label + main, 0, main);
        sink.AddKnown("tool", "ruby", evident);
        FindVersion(evident);
        FindGems();
        foreach (string path in files.Named(name => name == "extconf.rb"))
        {
            FindExtension(path);
        }
    }

    private void FindVersion(Evidence evident)
    {
        if (files.ReadText(".ruby-version")?.Trim() is { Length: > 0 } pinned)
        {
            string version = pinned.StartsWith("ruby-", StringComparison.Ordinal) ? pinned[5..] : pinned;
            sink.Ask("ruby", version, new Evidence(files.Label + ".ruby-version", 1, pinned));
        }

        if (SourceText.Read(files, "Gemfile") is { } gemfile && RubyLine().Match(gemfile.Text) is { Success: true } match)
        {
            sink.Ask("ruby", match.Groups[1].Value, gemfile.At(match.Index, match.Value.Trim()));
        }

        sink.Ask("ruby", "", evident);
    }

    private void FindGems()
    {
        SourceText? text = SourceText.Read(files, "Gemfile.lock") ?? SourceText.Read(files, "Gemfile");
        foreach (Match match in text is null ? [] : Gem().Matches(text.Text).Cast<Match>())
        {
            string name = match.Groups[1].Value + match.Groups[2].Value;
            if (sink.AddKnown("gem", name, text!.At(match.Index, match.Value.Trim())))
            {
                sink.AddKnown("tool", "ruby-extension", text.At(match.Index, match.Value.Trim()));
            }
        }
    }

    private void FindExtension(string path)
    {
        if (SourceText.Read(files, path) is not { } text)
        {
            return;
        }

        sink.AddKnown("tool", "ruby-extension", text.At(0, path));
        foreach (Match match in MakeMakefile().Matches(text.Text))
        {
            Evidence evidence = text.At(match.Index, match.Value);
            string name = match.Groups[2].Value;
            switch (match.Groups[1].Value)
            {
                case "have_library" or "find_library":
                    LinkWords.AddLibrary(name, evidence, sink, optional: true);
                    break;
                case "have_header" or "find_header":
                    sink.Add(NeedKind.Header, name, evidence, optional: true);
                    break;
                case "pkg_config":
                    sink.Add(NeedKind.Program, "pkg-config", evidence);
                    sink.Add(NeedKind.PkgConfig, name, evidence, optional: true);
                    break;
                default:
                    sink.Add(NeedKind.Program, name, evidence, optional: true);
                    break;
            }
        }
    }

    [GeneratedRegex(@"(?m)^\s*ruby\s+[""']([^""']+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex RubyLine();

    // `    nokogiri (1.16.0)` in a lock, `gem "nokogiri"` in a Gemfile.
    [GeneratedRegex(@"(?m)^    ([\w.-]+) \([^)]*\)|^\s*gem\s+[""']([\w.-]+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Gem();

    [GeneratedRegex(@"\b(have_library|find_library|have_header|find_header|pkg_config|find_executable)\s*\(?\s*[""']([^""']+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex MakeMakefile();
}
