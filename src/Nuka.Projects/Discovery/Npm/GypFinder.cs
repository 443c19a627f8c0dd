using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>
/// What a binding.gyp, with the gyp files that it includes and depends on, links with: its <c>pkg-config</c> calls, its <c>-l</c> words, and
/// the questions it puts to programs (<c>&lt;!(pg_config --libdir)</c>) and to little scripts of its own (<c>&lt;!(node has_lib.js jpeg)</c>).
/// Branches for other systems are left out; branches that depend on such a question are optional, and their libraries are had, so that
/// nothing is silently switched off.
/// </summary>
internal sealed partial class GypFinder
{
    private const int MaximumFiles = 64;
    private static readonly string[] OtherSystemKeys = ["xcode_settings", "msvs_settings", "msvs_disabled_warnings", "copies", "actions", "destination"];

    private readonly SourceFiles files;
    private readonly NeedSink sink;
    private readonly GypVariables variables;
    private readonly List<(string Path, SourceText Text, GypValue Value)> read = [];
    private readonly List<string> sources = [];
    private bool isOpen;

    private GypFinder(SourceFiles files, NeedSink sink, string architecture)
    {
        this.files = files;
        this.sink = sink;
        variables = new GypVariables(architecture);
    }

    /// <summary>Finds what a gyp file needs.</summary>
    /// <returns>The sources that it compiles on Linux; none if only a run of gyp tells.</returns>
    public static IReadOnlyList<string>? Find(SourceFiles files, string path, NeedSink sink, string architecture)
    {
        GypFinder finder = new(files, sink, architecture);
        finder.Load(path);
        foreach ((string file, SourceText text, GypValue value) in finder.read)
        {
            finder.Walk(value, file, text, optional: false);
        }

        return finder.isOpen || finder.sources.Count == 0 ? null : finder.sources;
    }

    /// <summary>Reads a file, and those that it names.</summary>
    private void Load(string first)
    {
        Queue<string> waiting = new([first]);
        HashSet<string> seen = new(waiting, StringComparer.Ordinal);
        while (read.Count < MaximumFiles && waiting.TryDequeue(out string? path))
        {
            if (SourceText.Read(files, path) is not { } text)
            {
                continue;
            }

            if (GypParser.Parse(text.Text) is not { } value)
            {
                // Not of the language: its words still say what it links with.
                LinkWords.Find(text, 0, text.Text, sink, optional: true);
                isOpen = true;
                continue;
            }

            read.Add((path, text, value));
            variables.Take(value);
            Named(value).Select(name => SourceFiles.Join(path, name)).Where(seen.Add).ToList().ForEach(waiting.Enqueue);
        }
    }

    /// <summary>The gyp files that a value includes, or depends on as <c>deps/x.gyp:target</c>, in branches that may count.</summary>
    private IEnumerable<string> Named(GypValue value)
    {
        foreach ((string key, GypValue inner) in value.Entries ?? [])
        {
            IEnumerable<GypValue> below = GypBranches.Are(key) ? (inner.Items ?? []).SelectMany(condition => GypBranches.Of(condition, variables.Decide)).Select(one => one.Branch) : [inner];
            foreach (string name in below.SelectMany(Named))
            {
                yield return name;
            }

            bool names = key.TrimEnd('+', '=', '?') is "includes" or "dependencies" or "export_dependent_settings";
            foreach (string text in names ? (inner.Items ?? []).Select(item => item.Text).OfType<string>().SelectMany(text => variables.Expand(text) ?? []) : [])
            {
                if (GypName().Match(text) is { Success: true } match)
                {
                    yield return match.Groups[1].Value;
                }
            }
        }

        foreach (string name in (value.Items ?? []).SelectMany(Named))
        {
            yield return name;
        }
    }

    private void Walk(GypValue value, string file, SourceText text, bool optional)
    {
        if (value.Text is { } words)
        {
            Words(text, value.Offset, words, optional);
        }

        foreach (GypValue item in value.Items ?? [])
        {
            Walk(item, file, text, optional);
        }

        foreach ((string key, GypValue inner) in value.Entries ?? [])
        {
            if (GypBranches.Are(key))
            {
                foreach ((GypValue branch, bool open) in (inner.Items ?? []).SelectMany(condition => GypBranches.Of(condition, variables.Decide)))
                {
                    Walk(branch, file, text, optional || open);
                }
            }
            else if (!OtherSystemKeys.Contains(key, StringComparer.Ordinal))
            {
                AddSources(key, inner, file);
                Walk(inner, file, text, optional);
            }
        }
    }

    private void AddSources(string key, GypValue value, string file)
    {
        if (key.TrimEnd('+', '=', '?') != "sources")
        {
            return;
        }

        foreach (string item in (value.Items ?? []).Select(item => item.Text).OfType<string>())
        {
            IReadOnlyList<string>? paths = variables.Expand(item);
            isOpen |= paths is null;
            sources.AddRange((paths ?? []).Select(path => SourceFiles.Join(file, path)));
        }
    }

    private void Words(SourceText text, int offset, string words, bool optional)
    {
        LinkWords.Find(text, offset, words, sink, optional);
        Match probe = Probe().Match(words);
        if (probe.Success)
        {
            string name = probe.Groups[1].Value;
            sink.Add(NeedKind.LinkLibrary, name, text, offset, probe.Value, optional: true);
            sink.Add(NeedKind.PkgConfig, name, text, offset, probe.Value, optional: true);
        }

        if (words.Contains("<!", StringComparison.Ordinal) || words.Contains("<|", StringComparison.Ordinal))
        {
            foreach (Match program in ConfigProgram().Matches(words))
            {
                sink.Add(NeedKind.Program, program.Value, text, offset, words, optional: true);
            }
        }
    }

    [GeneratedRegex(@"<!@?\(\s*(?:node|python3?|sh)\s+\S*(?:has|have|find|check|lib|probe)\S*\s+[""']?([A-Za-z][\w.+-]*)[""']?\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Probe();

    // A program that tells how to link with something, wherever in a command: `which pg_config || find … -name pg_config`, `xml2-config --libs`.
    [GeneratedRegex(@"(?<![\w./$@-])[A-Za-z]\w*(?:[.+-]\w*)*(?<!\bpkg)[-_]config(?![\w./-])", RegexOptions.CultureInvariant)]
    private static partial Regex ConfigProgram();

    [GeneratedRegex(@"^([^:<>]+\.gypi?)(?::|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex GypName();
}
