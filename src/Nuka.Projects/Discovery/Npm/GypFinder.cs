using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>
/// What a binding.gyp links with: its <c>pkg-config</c> calls, its <c>-l</c> words, and the questions it puts to little scripts of its
/// own (<c>&lt;!(node has_lib.js jpeg)</c>). Branches for other systems are left out; branches that depend on such a question are
/// optional, and their libraries are had, so that nothing is silently switched off.
/// </summary>
internal sealed partial class GypFinder(SourceText source, NeedSink sink, string architecture)
{
    private static readonly string[] OtherSystems = ["xcode_settings", "msvs_settings", "msvs_disabled_warnings", "copies", "actions", "destination"];

    public static void Find(SourceFiles files, string path, NeedSink sink, string architecture)
    {
        if (SourceText.Read(files, path) is not { } text)
        {
            return;
        }

        GypFinder finder = new(text, sink, architecture);
        if (GypParser.Parse(text.Text) is { } value)
        {
            finder.Walk(value, optional: false);
        }
        else
        {
            // Not of the language: its words still say what it links with.
            LinkWords.Find(text, 0, text.Text, sink, optional: true);
        }
    }

    private void Walk(GypValue value, bool optional)
    {
        if (value.Text is { } words)
        {
            Words(value.Offset, words, optional);
        }

        foreach (GypValue item in value.Items ?? [])
        {
            Walk(item, optional);
        }

        foreach ((string key, GypValue inner) in value.Entries ?? [])
        {
            if (key is "conditions" or "target_conditions" && inner.Items is { } conditions)
            {
                conditions.ForEach(condition => Condition(condition, optional));
            }
            else if (!OtherSystems.Contains(key, StringComparer.Ordinal))
            {
                Walk(inner, optional);
            }
        }
    }

    /// <summary><c>[condition, then, else]</c>, or a chain <c>[condition, then, condition, then, else]</c>.</summary>
    private void Condition(GypValue condition, bool optional)
    {
        List<GypValue> parts = condition.Items ?? [];
        bool? reached = true;
        for (int at = 0; at < parts.Count && reached != false;)
        {
            bool last = parts[at].Text is null;
            bool? decided = last ? true : GypCondition.Decide(parts[at].Text!, architecture);
            GypValue? branch = last ? parts[at] : at + 1 < parts.Count ? parts[at + 1] : null;
            if (branch is not null && decided != false)
            {
                Walk(branch, optional || decided is null || reached is null);
            }

            reached = decided == true ? false : decided is null ? null : reached;
            at += last ? 1 : 2;
        }
    }

    private void Words(int offset, string words, bool optional)
    {
        LinkWords.Find(source, offset, words, sink, optional);
        Match probe = Probe().Match(words);
        if (probe.Success)
        {
            string name = probe.Groups[1].Value;
            sink.Add(NeedKind.LinkLibrary, name, source, offset, probe.Value, optional: true);
            sink.Add(NeedKind.PkgConfig, name, source, offset, probe.Value, optional: true);
        }
    }

    [GeneratedRegex(@"<!@?\(\s*(?:node|python3?|sh)\s+\S*(?:has|have|find|check|lib|probe)\S*\s+[""']?([A-Za-z][\w.+-]*)[""']?\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Probe();
}
