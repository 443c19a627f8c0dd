using System.Text.RegularExpressions;
using Nuka.Formats.Versions;

namespace Nuka.Projects.Runtimes;

/// <summary>Versions of a runtime in the words of its own ecosystem.</summary>
internal static partial class RuntimeRange
{
    /// <summary>Whether a version will do.</summary>
    /// <param name="runtime">Whose words the range is in.</param>
    /// <param name="range">The range; empty for any.</param>
    /// <param name="version">Numbers joined by dots.</param>
    public static bool Contains(string runtime, string range, string version)
    {
        if (range.Length == 0 || !DottedVersion.TryParse(version, out DottedVersion? dotted))
        {
            return range.Length == 0;
        }

        return runtime switch
        {
            "python" => Pep440Specifiers.TryParse(Bare(range), out Pep440Specifiers? specifiers) && Pep440Version.TryParse(version, out Pep440Version? python)
                && specifiers.Contains(python),
            "dotnet-sdk" => Sdk(range, dotted),
            "php" => Npm(Composer(range), dotted),
            "ruby" => Npm(Gem(range), dotted),
            "rust" or "go" => Dotted(range, dotted),
            _ => Npm(range, dotted),
        };
    }

    // A bare number is a release line: `3.11` is any 3.11.x.
    private static string Bare(string range) => Numbers().IsMatch(range) ? $"=={range}.*" : range;

    private static bool Npm(string range, DottedVersion version)
    {
        string[] numbers = [.. version.ToString().Split('.'), "0", "0"];
        return NpmRange.TryParse(range.TrimStart('v'), out NpmRange? parsed)
            && SemVersion.TryParse(string.Join('.', numbers.Take(3)), out SemVersion? semantic) && parsed.Contains(semantic);
    }

    private static bool Dotted(string range, DottedVersion version)
    {
        string text = range.TrimStart('>', '=', ' ');
        return DottedVersion.TryParse(text, out DottedVersion? asked) && (text.Length < range.Length ? version >= asked : version.StartsWith(asked));
    }

    // documentation of .NET, global.json, rollForward: the parts that must stay the same are major, minor, and the hundreds of the patch.
    private static bool Sdk(string range, DottedVersion version)
    {
        string[] words = range.Split(' ');
        if (!DottedVersion.TryParse(words[0], out DottedVersion? asked) || version < asked)
        {
            return false;
        }

        return words[^1] switch
        {
            "disable" => version == asked,
            "patch" or "latestPatch" => version.StartsWith(asked.Take(2)) && Band(version) == Band(asked),
            "feature" or "latestFeature" => version.StartsWith(asked.Take(2)),
            "minor" or "latestMinor" => version.StartsWith(asked.Take(1)),
            _ => true,
        };
    }

    private static string Band(DottedVersion version) => version.ToString().Split('.') is { Length: > 2 } numbers ? numbers[2][..1] : "";

    // documentation of Composer, Versions and constraints: `~1.2` is `^1.2`, `~1.2.3` stays below 1.3; `|` and `,` are our `||` and blank.
    private static string Composer(string range) =>
        TildeTwo().Replace(Pipe().Replace(range.Replace(',', ' '), "||"), "^$1");

    // guides of RubyGems, pessimistic operator: `~> 3.1` stays below 4, `~> 3.1.2` below 3.2.
    private static string Gem(string range) => TildeTwo().Replace(range.Replace(',', ' ').Replace("~> ", "~", StringComparison.Ordinal)
        .Replace("~>", "~", StringComparison.Ordinal).Replace("ruby-", "", StringComparison.Ordinal), "^$1");

    [GeneratedRegex(@"^\d+(?:\.\d+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\s*\|\|?\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Pipe();

    [GeneratedRegex(@"~(\d+\.\d+)(?![\d.])", RegexOptions.CultureInvariant)]
    private static partial Regex TildeTwo();
}
