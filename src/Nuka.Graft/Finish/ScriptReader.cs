using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Nuka.Graft.Finish;

/// <summary>
/// Reads maintainer scripts as text, without running them: what is literal in them is taken, what is known to have no effect is
/// passed over, and what is left is named, so that the script is run instead.
/// </summary>
internal static partial class ScriptReader
{
    /// <summary>Longer scripts are not read but run: nothing here needs more than time proportional to the square of this.</summary>
    private const int ReadCharacters = 128 << 10;

    /// <summary>Reads one script.</summary>
    internal static ScriptReading Read(string script)
    {
        Findings found = new();
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        bool isShell = Interpreter().IsMatch(script) && script.Length <= ReadCharacters;
        if (!isShell)
        {
            found.Unknown.Add(script.Split('\n')[0]);
        }

        foreach (string line in LogicalLines(isShell ? script : "", variables))
        {
            if (!Take(line, found) && !KnownLines.IsKnown(line))
            {
                found.Unknown.Add(line);
            }
        }

        return new ScriptReading([.. found.Alternatives], [.. found.Accounts], [.. found.Directories.Distinct()], [.. found.Unknown]);
    }

    /// <summary>Reads the arguments of <c>update-alternatives</c>.</summary>
    /// <returns><see langword="null"/> if they offer nothing, or are not whole.</returns>
    internal static AlternativeOffer? TryReadAlternative(IReadOnlyList<string> arguments)
    {
        int start = arguments.ToList().IndexOf("--install") + 1;
        if (start == 0 || arguments.Count < start + 4 || !int.TryParse(arguments[start + 3], CultureInfo.InvariantCulture, out int priority))
        {
            return null;
        }

        List<AlternativeLink> followers = [];
        for (int index = start + 4; index < arguments.Count; index++)
        {
            if (arguments[index] is "--slave" or "--follower" && index + 3 < arguments.Count)
            {
                followers.Add(new AlternativeLink(Relative(arguments[index + 1]), arguments[index + 2], arguments[index + 3]));
                index += 3;
            }
        }

        bool whole = arguments[start].StartsWith('/') && arguments[start + 2].StartsWith('/') && !arguments[start + 1].Contains('/', StringComparison.Ordinal)
            && followers.TrueForAll(one => one.Path.StartsWith('/') && !one.Name.Contains('/', StringComparison.Ordinal));
        return whole
            ? new AlternativeOffer(Relative(arguments[start]), arguments[start + 1], arguments[start + 2], priority, [.. followers])
            : null;
    }

    private static string Relative(string path) => path.TrimStart('/');

    private static bool Take(string line, Findings found)
    {
        string command = Suffix().Replace(line, "");
        List<string>? words = ShellWords.TrySplit(command);
        if (words is null or { Count: 0 })
        {
            return false;
        }

        string program = words[0][(words[0].LastIndexOf('/') + 1)..];
        if (program == "update-alternatives" && TryReadAlternative(words) is { } offer)
        {
            found.Alternatives.Add(offer);
            return true;
        }

        if (program is "adduser" or "addgroup" or "useradd" or "groupadd" && AccountReader.TryRead(words) is { } account)
        {
            found.Accounts.Add(account);
            return true;
        }

        if (program == "py3compile")
        {
            found.Directories.AddRange(words.Where(word => word.StartsWith("/usr/", StringComparison.Ordinal)).Select(word => word.Trim('/')));
        }

        return Assignment().IsMatch(command);
    }

    /// <summary>Lines with continued ones joined, comments and debhelper's known sections dropped, and literal variables put in.</summary>
    private static IEnumerable<string> LogicalLines(string script, Dictionary<string, string> variables)
    {
        string text = Section().Replace(script, match => KnownLines.IsKnownSection(match.Groups["helper"].Value) ? BytecodeLines(match.Value) : match.Value);
        foreach (string raw in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            string line = WithoutComment(raw).Trim();
            line = Variable().Replace(line, match => variables.GetValueOrDefault(match.Groups["name"].Value, match.Value));
            Match assignment = Assignment().Match(line);
            if (assignment.Success)
            {
                variables[assignment.Groups["name"].Value] = assignment.Groups["value"].Value.Trim('"', '\'');
            }

            if (line.Length > 0)
            {
                yield return Regex.Replace(line, @"\s+", " ");
            }
        }
    }

    // A comment begins at the beginning of a word, outside of quotes.
    private static string WithoutComment(string line)
    {
        char quote = '\0';
        for (int index = 0; index < line.Length; index++)
        {
            char letter = line[index];
            if (quote == '\0' && letter == '#' && (index == 0 || line[index - 1] is ' ' or '\t'))
            {
                return line[..index];
            }

            quote = quote == letter ? '\0' : quote == '\0' && letter is '"' or '\'' ? letter : quote;
        }

        return line;
    }

    // The directories in a py3compile section are wanted although the section is known.
    private static string BytecodeLines(string section) =>
        string.Concat(section.Split('\n').Where(line => line.Trim().StartsWith("py3compile ", StringComparison.Ordinal)).Select(line => line + "\n"));

    [GeneratedRegex(@"^#! ?/(?:usr/)?bin/(?:ba|da)?sh\b")]
    private static partial Regex Interpreter();

    [GeneratedRegex(@"# Automatically added by (?<helper>\w+)[^\n]*\n.*?# End automatically added section[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\$(?:\{(?<name>[A-Za-z_]\w*)\}|(?<name>[A-Za-z_]\w*))")]
    private static partial Regex Variable();

    [GeneratedRegex("""^(?<name>[A-Za-z_]\w*)=(?<value>[\w./+:-]*|"[\w./+: -]*"|'[\w./+: -]*')$""")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"(?: ?>>? ?/dev/null)?(?: ?2> ?(?:&1|/dev/null))?(?: \|\| (?:true|:))? ?;?$")]
    private static partial Regex Suffix();

    private sealed class Findings
    {
        internal List<AlternativeOffer> Alternatives { get; } = [];

        internal List<AccountRequest> Accounts { get; } = [];

        internal List<string> Directories { get; } = [];

        internal List<string> Unknown { get; } = [];
    }
}
