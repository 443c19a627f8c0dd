namespace Nuka.Projects.Discovery.C;

/// <summary>Follows <c>if()</c> far enough to leave out what is for other systems.</summary>
internal sealed class CMakeConditions
{
    private static readonly string[] Never =
        ["WIN32", "MSVC", "APPLE", "MINGW", "CYGWIN", "ANDROID", "IOS", "EMSCRIPTEN", "BORLAND", "MSYS", "XCODE", "WINDOWS_STORE", "BSD"];

    private static readonly string[] Always = ["UNIX", "LINUX", "TRUE", "ON", "1"];

    private readonly Stack<(bool? Now, bool? Before)> levels = new();

    public bool? Counts => levels.Any(level => level.Now == false) ? false : levels.Any(level => level.Now is null) ? null : true;

    public bool Read(string command, List<string> arguments)
    {
        switch (command)
        {
            case "if":
                bool? condition = Decide(arguments);
                levels.Push((condition, condition));
                return true;
            case "elseif" or "else" when levels.Count > 0:
                (_, bool? before) = levels.Pop();
                bool? next = command == "else" ? true : Decide(arguments);
                bool? now = before == true || next == false ? false : before is null ? null : next;
                levels.Push((now, before == true || next == true ? true : before is null || next is null ? null : false));
                return true;
            case "endif" when levels.Count > 0:
                levels.Pop();
                return true;
            default:
                return false;
        }
    }

    private static bool? Decide(List<string> arguments)
    {
        bool negated = arguments.Count == 2 && arguments[0] == "NOT";
        if (arguments.Count != 1 && !negated)
        {
            return DecideJoined(arguments);
        }

        string name = arguments[^1];
        bool? value = Never.Contains(name, StringComparer.Ordinal) ? false : Always.Contains(name, StringComparer.Ordinal) ? true : null;
        return negated ? !value : value;
    }

    // `UNIX AND NOT APPLE`, `WIN32 OR APPLE`; anything deeper is open.
    private static bool? DecideJoined(List<string> arguments)
    {
        foreach (string word in (string[])["AND", "OR"])
        {
            int at = arguments.IndexOf(word);
            if (at > 0 && !arguments.Contains("(") && at + 1 < arguments.Count)
            {
                bool? left = Decide(arguments[..at]);
                bool? right = Decide(arguments[(at + 1)..]);
                bool strong = word == "OR";
                return left == strong || right == strong ? strong : left is null || right is null ? null : !strong;
            }
        }

        return null;
    }
}
