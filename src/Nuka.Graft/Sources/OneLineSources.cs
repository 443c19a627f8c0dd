using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>The one-line syntax: <c>deb [ option=value ] address suite component…</c>. Source: sources.list(5).</summary>
internal static class OneLineSources
{
    private static readonly Dictionary<string, string> OptionNames = new(StringComparer.Ordinal)
    {
        ["arch"] = "Architectures",
        ["signed-by"] = "Signed-By",
        ["trusted"] = "Trusted",
        ["allow-insecure"] = "Allow-Insecure",
        ["allow-weak"] = "Allow-Weak",
        ["allow-downgrade-to-insecure"] = "Allow-Downgrade-To-Insecure",
        ["check-valid-until"] = "Check-Valid-Until",
        ["check-date"] = "Check-Date",
    };

    /// <summary>Reads all lines; one that cannot be read is refused and the others are kept.</summary>
    internal static List<SourceDraft> Read(string text, string path, bool isOwn, List<Problem> refused)
    {
        List<SourceDraft> drafts = [];
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.EnumerateLines())
        {
            number++;
            int comment = raw.IndexOf('#');
            string line = (comment < 0 ? raw : raw[..comment]).Trim().ToString();
            if (line.Length == 0)
            {
                continue;
            }

            SourceDraft draft = new(new Place(path, number, 1) { LineText = SourceAddress.WithoutCredentials(raw.ToString()) }, isOwn);
            string? fault = ReadLine(line, draft);
            if (fault is null)
            {
                drafts.Add(draft);
            }
            else
            {
                refused.Add(new Problem("graft/bad-source", $"a line of {Path.GetFileName(path)} is not a source: {fault}")
                {
                    Place = draft.Place,
                    Hints = ["a line is `deb [options] address suite components`; see sources.list(5)"],
                });
            }
        }

        return drafts;
    }

    private static string? ReadLine(string line, SourceDraft draft)
    {
        int space = line.IndexOfAny([' ', '\t', '[']);
        if (space < 0 || line[..space] is not ("deb" or "deb-src"))
        {
            return "it begins with neither deb nor deb-src";
        }

        draft.Types.Add(line[..space]);
        string rest = line[space..].TrimStart();
        if (rest.StartsWith('['))
        {
            int close = rest.IndexOf(']', StringComparison.Ordinal);
            if (close < 0)
            {
                return "its options have no end";
            }

            foreach (string option in rest[1..close].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                if (!ReadOption(option, draft))
                {
                    return $"the option {option} has no value";
                }
            }

            rest = rest[(close + 1)..];
        }

        string[] words = rest.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
        {
            return "it has no address and suite";
        }

        draft.Uris.Add(words[0]);
        draft.Suites.Add(words[1]);
        draft.Components.AddRange(words[2..]);
        return null;
    }

    private static bool ReadOption(string option, SourceDraft draft)
    {
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            return false;
        }

        bool adds = option[equals - 1] == '+';
        bool removes = option[equals - 1] == '-';
        string name = option[..(adds || removes ? equals - 1 : equals)];
        string known = OptionNames.GetValueOrDefault(name.ToLowerInvariant(), name) + (adds ? "-Add" : removes ? "-Remove" : "");
        draft.Options[known] = [.. option[(equals + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries)];
        return true;
    }
}
