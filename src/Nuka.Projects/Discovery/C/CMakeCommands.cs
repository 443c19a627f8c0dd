using System.Text;

namespace Nuka.Projects.Discovery.C;

/// <summary>Splits a CMake file into commands (cmake-language(7), Syntax): comments, bracket arguments, quotes.</summary>
internal static class CMakeCommands
{
    public static IEnumerable<(string Name, List<string> Arguments, int Offset, string Shown)> Read(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] == '#')
            {
                at = SkipComment(text, at);
            }
            else if (char.IsAsciiLetter(text[at]) || text[at] == '_')
            {
                int start = at;
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }

                string name = text[start..at].ToLowerInvariant();
                while (at < text.Length && text[at] is ' ' or '\t')
                {
                    at++;
                }

                if (at < text.Length && text[at] == '(')
                {
                    List<string> arguments = [];
                    at = Arguments(text, at + 1, arguments);
                    yield return (name, arguments, start, text[start..at]);
                }
            }
            else
            {
                at++;
            }
        }
    }

    private static int Arguments(string text, int at, List<string> arguments)
    {
        StringBuilder word = new();
        int depth = 1;
        while (at < text.Length && depth > 0)
        {
            char c = text[at];
            if (c == '"')
            {
                at = Quoted(text, at + 1, word);
                arguments.AddRange(word.ToString().Split(';'));
                word.Clear();
                continue;
            }

            if (c == '#')
            {
                Flush();
                at = SkipComment(text, at);
                continue;
            }

            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (char.IsWhiteSpace(c) || c is '(' or ')' or ';')
            {
                Flush();
                if (c is '(' or ')' && depth > 0)
                {
                    arguments.Add(c.ToString());
                }
            }
            else
            {
                word.Append(c);
            }

            at++;
        }

        return at;

        void Flush()
        {
            if (word.Length > 0)
            {
                arguments.Add(word.ToString());
                word.Clear();
            }
        }
    }

    private static int Quoted(string text, int at, StringBuilder word)
    {
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            word.Append(text[at++]);
        }

        return Math.Min(at + 1, text.Length);
    }

    private static int SkipComment(string text, int at)
    {
        int equals = at + 2;
        while (equals < text.Length && text[equals] == '=')
        {
            equals++;
        }

        if (at + 1 < text.Length && text[at + 1] == '[' && equals < text.Length && text[equals] == '[')
        {
            int close = text.IndexOf("]" + new string('=', equals - at - 2) + "]", equals, StringComparison.Ordinal);
            return close < 0 ? text.Length : close + equals - at;
        }

        int end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end;
    }
}
