using System.Text.RegularExpressions;

namespace Nuka.Scenarios;

/// <summary>Compares lines with patterns: <c>[..]</c> is anything within a line, <c>...</c> alone any number of lines.</summary>
internal static class LinePattern
{
    private const string AnyLines = "...";
    private const string AnyText = "[..]";

    /// <summary>Whether the whole text matches the whole list.</summary>
    internal static bool Matches(IReadOnlyList<string> patterns, string text)
    {
        string[] lines = text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
        return Matches(patterns, 0, lines, 0);
    }

    private static bool Matches(IReadOnlyList<string> patterns, int pattern, string[] lines, int line)
    {
        if (pattern == patterns.Count)
        {
            return line == lines.Length;
        }

        if (patterns[pattern] == AnyLines)
        {
            return Enumerable.Range(line, lines.Length - line + 1).Any(next => Matches(patterns, pattern + 1, lines, next));
        }

        return line < lines.Length && MatchesLine(patterns[pattern], lines[line]) && Matches(patterns, pattern + 1, lines, line + 1);
    }

    private static bool MatchesLine(string pattern, string line)
    {
        string regex = string.Join(".*", pattern.Split(AnyText).Select(Regex.Escape));
        return Regex.IsMatch(line, $"^{regex}$", RegexOptions.CultureInvariant);
    }
}
