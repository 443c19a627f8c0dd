using System.Text;
using System.Text.RegularExpressions;

namespace Nuka.Projects.Discovery.C;

/// <summary>
/// The simple variables of makefiles: set with <c>=</c>, <c>:=</c>, <c>::=</c>, <c>?=</c> or <c>+=</c>, and named as <c>$(X)</c> or
/// <c>${X}</c>. Functions, patterns and what is set nowhere stay as they are written.
/// </summary>
/// <param name="others">Variables of the project's other makefiles, for names that this one does not set: it may include them.</param>
internal sealed partial class MakeVariables(MakeVariables? others = null)
{
    // Bounds on what a file that was made to be expensive can cost; real makefiles stay far below each.
    private const int Depth = 16;
    private const int LineLength = 64 * 1024;
    private const int FileCost = 8 * 1024 * 1024;
    private const int ReferenceCost = 16;

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private int left = FileCost;

    /// <summary>Takes what a line sets; any other line changes nothing.</summary>
    /// <param name="line">A whole line: continued ones are joined, comments gone.</param>
    public void Take(string line)
    {
        if (Assignment().Match(line) is not { Success: true } match)
        {
            return;
        }

        (string name, string how, string value) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Trim());
        string? before = Find(name);
        string after = how switch
        {
            "?" when before is not null => before,
            "+" when before is not null => $"{before} {value}",
            ":" or "::" or ":::" => Expand(value).Text,
            _ => value,
        };
        left -= after.Length;
        if (after.Length <= LineLength && left >= 0)
        {
            values[name] = after;
        }
    }

    /// <summary>Adds what another file sets, for names that are not set here.</summary>
    public void Add(MakeVariables other)
    {
        foreach ((string name, string value) in other.values)
        {
            values.TryAdd(name, value);
        }
    }

    /// <summary>A line with values in the places of variables; those that would make it too long stay as they are written.</summary>
    public MakeLine Expand(string line)
    {
        StringBuilder text = new();
        List<MakeLine.Part> parts = [];
        int at = 0;
        foreach (Match match in Reference().Matches(line))
        {
            if (Value(match, 0) is { } value && text.Length + value.Length <= LineLength)
            {
                text.Append(line, at, match.Index - at);
                parts.Add(new MakeLine.Part(text.Length, value.Length, match.Index, match.Length));
                text.Append(value);
                at = match.Index + match.Length;
            }
        }

        return parts.Count == 0 ? new MakeLine(line, []) : new MakeLine(text.Append(line, at, line.Length - at).ToString(), parts);
    }

    private string? Find(string name) => values.GetValueOrDefault(name) ?? others?.Find(name);

    private string? Value(Match reference, int depth)
    {
        string? value = depth < Depth && reference.Groups[1].Success ? Find(reference.Groups[1].Value) : null;
        left -= ReferenceCost + (value?.Length ?? 0);
        if (value is null || left < 0)
        {
            return null;
        }

        string whole = Reference().Replace(value, inner => Value(inner, depth + 1) ?? inner.Value);
        left -= whole.Length;
        return whole.Length <= LineLength && left >= 0 ? whole : null;
    }

    [GeneratedRegex(@"^ *(?:(?:export|override|private)\s+)*([A-Za-z_][\w.-]*)\s*(\+|\?|:{1,3})?=(.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Assignment();

    // A doubled dollar is one for the shell: $$(X) names no variable.
    [GeneratedRegex(@"\$\$|\$(?:\((?<1>[\w.-]+)\)|\{(?<1>[\w.-]+)\})", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
