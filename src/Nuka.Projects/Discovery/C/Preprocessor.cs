using System.Text.RegularExpressions;

namespace Nuka.Projects.Discovery.C;

/// <summary>
/// Follows <c>#if</c> and its kin far enough to know which lines can count on Linux. What it cannot decide is open: both branches may
/// count.
/// </summary>
internal sealed partial class Preprocessor
{
    private static readonly string[] Never =
    [
        "_WIN32", "_WIN64", "WIN32", "_WINDOWS", "__WIN32__", "_MSC_VER", "__MINGW32__", "__MINGW64__", "__CYGWIN__", "__APPLE__", "__MACH__", "__ANDROID__", "ANDROID",
        "__FreeBSD__", "__NetBSD__", "__OpenBSD__", "__DragonFly__", "__sun", "__HAIKU__", "__EMSCRIPTEN__", "__wasm__", "_AIX", "__hpux", "__BEOS__", "__VMS", "MSDOS",
        "__DJGPP__", "OS2", "__QNX__", "__HP_aCC", "__INTEL_COMPILER", "_XBOX", "__SWITCH__", "__3DS__", "__PSP__", "__wii__", "ESP_PLATFORM", "ARDUINO",
    ];

    private static readonly string[] Always = ["__linux__", "__linux", "linux", "__unix__", "__unix", "unix", "__gnu_linux__", "__GNUC__", "__GLIBC__"];

    private readonly Stack<(bool? Now, bool? Before)> levels = new();

    /// <summary>Whether a line here counts: yes, no, or nobody knows.</summary>
    public bool? Counts
    {
        get
        {
            bool? all = true;
            foreach ((bool? now, _) in levels)
            {
                if (now == false)
                {
                    return false;
                }

                all = now is null ? null : all;
            }

            return all;
        }
    }

    /// <summary>Takes a directive's line in.</summary>
    /// <returns>Whether the line was one of those that it follows.</returns>
    public bool Read(string line)
    {
        Match match = Directive().Match(line);
        if (!match.Success)
        {
            return false;
        }

        string condition = match.Groups[2].Value.Trim();
        switch (match.Groups[1].Value)
        {
            case "if":
                Open(Decide(condition));
                break;
            case "ifdef":
                Open(IsDefined(FirstWord(condition)));
                break;
            case "ifndef":
                Open(!IsDefined(FirstWord(condition)));
                break;
            case "elif" when levels.Count > 0:
                Next(Decide(condition));
                break;
            case "else" when levels.Count > 0:
                Next(true);
                break;
            case "endif" when levels.Count > 0:
                levels.Pop();
                break;
        }

        return true;
    }

    private void Open(bool? condition) => levels.Push((condition, condition));

    private void Next(bool? condition)
    {
        // An earlier branch that surely counts closes this one; one that may count leaves it open.
        (_, bool? before) = levels.Pop();
        bool? now = before == true ? false : condition == false ? false : before is null ? null : condition;
        levels.Push((now, before == true || condition == true ? true : before is null || condition is null ? null : false));
    }

    private static bool? Decide(string condition)
    {
        bool? any = false;
        foreach (string alternative in condition.Split("||"))
        {
            bool? all = true;
            foreach (string part in alternative.Split("&&"))
            {
                bool? one = DecidePart(part.Trim().Trim('(', ')', ' '));
                all = all == false || one == false ? false : all is null || one is null ? null : true;
            }

            any = any == true || all == true ? true : any is null || all is null ? null : false;
        }

        // Parentheses around `||` inside `&&` are not followed: such a condition is open.
        return condition.Contains("||", StringComparison.Ordinal) && condition.Contains("&&", StringComparison.Ordinal) ? null : any;
    }

    private static bool? DecidePart(string part)
    {
        if (part is "0" or "false")
        {
            return false;
        }

        if (part is "1" or "true")
        {
            return true;
        }

        Match match = Defined().Match(part);
        if (!match.Success)
        {
            return null;
        }

        bool? defined = IsDefined(match.Groups[2].Value);
        return match.Groups[1].Value.Trim() == "!" ? !defined : defined;
    }

    private static bool? IsDefined(string name) =>
        Never.Contains(name, StringComparer.Ordinal) ? false : Always.Contains(name, StringComparer.Ordinal) || name == "__cplusplus" ? true : null;

    private static string FirstWord(string text) => text.Split([' ', '\t', '/'], 2)[0];

    [GeneratedRegex(@"^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();

    [GeneratedRegex(@"^(!?\s*)(?:defined\s*\(?\s*)?([A-Za-z_]\w*)\s*\)?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Defined();
}
