using System.Text.RegularExpressions;

namespace Nuka.Projects.Discovery.C;

/// <summary>The programs that a line of a makefile starts: in a recipe, in a rule's own line after <c>;</c>, and by <c>$(shell …)</c>.</summary>
internal static partial class MakeRecipe
{
    /// <summary>The names of programs, and where each stands in the line.</summary>
    /// <param name="line">A whole line, without its comment.</param>
    public static IEnumerable<(string Program, int At)> Programs(string line)
    {
        foreach (Match call in ShellFunction().Matches(line))
        {
            yield return (call.Groups[1].Value, call.Groups[1].Index);
        }

        // What stands in quotes is no command: its separators are hidden.
        string bare = Quoted().Replace(line, text => new string('"', text.Length));
        Match own = OwnLine().Match(bare);
        int start = bare.StartsWith('\t') ? 1 : own.Success ? own.Length : bare.Length;
        while (start < bare.Length)
        {
            Match end = Separator().Match(bare, start);
            int stop = end.Success ? end.Index : bare.Length;
            Match command = Command().Match(bare, start, stop - start);
            if (command.Success)
            {
                yield return (command.Groups[1].Value, command.Groups[1].Index);
            }

            start = end.Success ? end.Index + end.Length : bare.Length;
        }
    }

    // The prefixes of make, the variables that stand for them in quiet builds, words of the shell that a command follows, and its variables.
    [GeneratedRegex(
        @"^\s*(?:(?:[@+-]|\$[({](?:Q|AT|V|E|QUIET|SILENT|HIDE|AM_V_\w+|V_\w+|Q_\w+)[)}]|[({!](?=[\s@A-Za-z])"
        + @"|(?:if|then|else|elif|do|while|until|time|exec|env|command|sudo|nice)\s|[A-Za-z_]\w*=\S*\s)\s*)*([a-z][a-z0-9_.+-]*)(?=[\s)]|\z)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex(@"&&|\|\|?|;|&(?=\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    // `target: what it is made of; command`, and no line that sets something.
    [GeneratedRegex(@"^[^\s=:;""][^=:;""]*::?(?!=)[^=;""]*;", RegexOptions.CultureInvariant)]
    private static partial Regex OwnLine();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\$\(shell\s+([a-z][a-z0-9_.+-]*)(?=[\s)])", RegexOptions.CultureInvariant)]
    private static partial Regex ShellFunction();
}
