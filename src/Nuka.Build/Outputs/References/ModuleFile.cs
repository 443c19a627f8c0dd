using System.Text;
using System.Text.RegularExpressions;

namespace Nuka.Build.Outputs.References;

/// <summary>What a pkg-config module requires: the rows <c>Requires</c> and <c>Requires.private</c>. Source: pc(5).</summary>
internal static partial class ModuleFile
{
    /// <summary>Bytes of a module file that are looked at: real ones have under 4 KiB.</summary>
    internal const int LimitBytes = 1 << 20;

    /// <summary>Variables inside of variables: what goes on longer goes in a circle.</summary>
    private const int ExpansionDepth = 8;

    /// <summary>The names of the modules that it requires, in order, each once.</summary>
    /// <param name="content">The file.</param>
    internal static IEnumerable<string> Requires(ReadOnlySpan<byte> content)
    {
        string text = Encoding.UTF8.GetString(content).Replace("\\\r\n", " ", StringComparison.Ordinal).Replace("\\\n", " ", StringComparison.Ordinal);
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        List<string> names = [];
        foreach (string row in text.Split('\n'))
        {
            Match match = Row().Match(row.Split('#')[0]);
            if (!match.Success)
            {
                continue;
            }

            string value = match.Groups["value"].Value.Trim();
            if (match.Groups["mark"].Value == "=")
            {
                variables[match.Groups["name"].Value] = value;
            }
            else if (match.Groups["name"].Value is "Requires" or "Requires.private")
            {
                names.AddRange(Modules(Expand(value, variables, ExpansionDepth)));
            }
        }

        return names.Distinct(StringComparer.Ordinal);
    }

    /// <summary>Names stand apart by commas or blanks; behind one may stand a comparison and a version.</summary>
    private static IEnumerable<string> Modules(string value)
    {
        string[] words = value.Split([' ', '\t', ',', '\r'], StringSplitOptions.RemoveEmptyEntries);
        for (int index = 0; index < words.Length; index++)
        {
            if (words[index] is "=" or "<" or ">" or "<=" or ">=" or "!=")
            {
                index++;
            }
            else if (words[index][0] is not ('=' or '<' or '>' or '!'))
            {
                yield return words[index];
            }
        }
    }

    /// <summary>Puts in the values of variables. What they may amount to is bounded: few of them can stand for gigabytes.</summary>
    private static string Expand(string value, Dictionary<string, string> variables, int depth)
    {
        int budget = LimitBytes;
        return Inner(value, depth);

        string Inner(string text, int left) => Variable().Replace(text, match =>
        {
            if (left == 0 || budget <= 0 || !variables.TryGetValue(match.Groups[1].Value, out string? inner))
            {
                return match.Value;
            }

            budget -= inner.Length + 1;
            return Inner(inner, left - 1);
        });
    }

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z0-9_.]+)\s*(?<mark>[=:])(?<value>.*)$")]
    private static partial Regex Row();

    [GeneratedRegex(@"\$\{([A-Za-z0-9_.]+)\}")]
    private static partial Regex Variable();
}
