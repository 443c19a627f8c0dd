using System.Text.RegularExpressions;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>Decides a gyp condition such as <c>OS=="linux" and target_arch=="x64"</c> for Linux; what depends on other variables is open.</summary>
internal static partial class GypCondition
{
    public static bool? Decide(string condition, string architecture)
    {
        bool? any = false;
        foreach (string alternative in Or().Split(condition))
        {
            bool? all = true;
            foreach (string part in And().Split(alternative))
            {
                bool? one = Part(part, architecture);
                all = all == false || one == false ? false : all is null || one is null ? null : true;
            }

            any = any == true || all == true ? true : any is null || all is null ? null : false;
        }

        return any;
    }

    private static bool? Part(string part, string architecture)
    {
        Match match = Comparison().Match(part.Trim());
        if (!match.Success)
        {
            return null;
        }

        string? value = match.Groups[1].Value switch
        {
            "OS" => "linux",
            "target_arch" or "host_arch" => architecture,
            _ => null,
        };
        if (value is null)
        {
            return null;
        }

        string[] named = [.. Quoted().Matches(match.Groups[3].Value).Select(m => m.Groups[1].Value)];
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

    [GeneratedRegex(@"[""']([^""']*)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
