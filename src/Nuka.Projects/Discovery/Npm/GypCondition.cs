using System.Text.RegularExpressions;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>Decides a gyp condition such as <c>OS=="linux" and with_x==1</c>; what depends on a variable without a known value is open.</summary>
internal static partial class GypCondition
{
    public static bool? Decide(string condition, Func<string, string?> valueOf)
    {
        bool? any = false;
        foreach (string alternative in Or().Split(condition))
        {
            bool? all = true;
            foreach (string part in And().Split(alternative))
            {
                bool? one = Part(part, valueOf);
                all = all == false || one == false ? false : all is null || one is null ? null : true;
            }

            any = any == true || all == true ? true : any is null || all is null ? null : false;
        }

        return any;
    }

    private static bool? Part(string part, Func<string, string?> valueOf)
    {
        Match match = Comparison().Match(part.Trim());
        if (!match.Success || valueOf(match.Groups[1].Value) is not { } value)
        {
            return null;
        }

        string against = match.Groups[3].Value.Trim();
        string[] named = Number().IsMatch(against) ? [against] : [.. Quoted().Matches(against).Select(m => m.Groups[1].Value)];
        if (named.Length == 0)
        {
            return null;
        }

        return match.Groups[2].Value switch
        {
            "==" => named.Contains(value, StringComparer.Ordinal),
            "!=" => !named.Contains(value, StringComparer.Ordinal),
            "in" => named.Any(n => n.Split(' ').Contains(value, StringComparer.Ordinal)),
            _ => !named.Any(n => n.Split(' ').Contains(value, StringComparer.Ordinal)),
        };
    }

    [GeneratedRegex(@"\bor\b", RegexOptions.CultureInvariant)]
    private static partial Regex Or();

    [GeneratedRegex(@"\band\b", RegexOptions.CultureInvariant)]
    private static partial Regex And();

    [GeneratedRegex(@"^\(?\s*([A-Za-z_]\w*)\s*(==|!=|\bnot\s+in\b|\bin\b)\s*(.*?)\)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"^[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"[""']([^""']*)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
