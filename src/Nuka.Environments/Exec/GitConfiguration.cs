using System.Collections.Immutable;
using System.Text;

namespace Nuka.Environments.Exec;

/// <summary>
/// Reads git's configuration as git does (git-config(1), "Syntax"): comments, quotes, escapes, values that go on in the next line, a mark of byte order.
/// Lenient where git would stop: what it cannot read names nothing.
/// </summary>
internal ref struct GitConfiguration
{
    private readonly ReadOnlySpan<char> text;
    private readonly ImmutableArray<GitSetting>.Builder settings = ImmutableArray.CreateBuilder<GitSetting>();
    private int at;
    private string section = string.Empty;

    private GitConfiguration(ReadOnlySpan<char> text) => this.text = text.TrimStart('\uFEFF');

    /// <summary>Reads a file's text.</summary>
    internal static ImmutableArray<GitSetting> Read(string text)
    {
        GitConfiguration reader = new(text);
        while (reader.at < reader.text.Length)
        {
            reader.Step();
        }

        return reader.settings.ToImmutable();
    }

    private void Step()
    {
        char next = text[at];
        if (char.IsWhiteSpace(next))
        {
            at++;
        }
        else if (next is '#' or ';')
        {
            SkipLine();
        }
        else if (next == '[')
        {
            ReadSection();
        }
        else
        {
            ReadSetting();
        }
    }

    private void SkipLine()
    {
        int end = text[at..].IndexOf('\n');
        at = end < 0 ? text.Length : at + end + 1;
    }

    /// <summary>Of <c>[include "x"]</c> and <c>[includeIf "onbranch:main"]</c> the first word counts.</summary>
    private void ReadSection()
    {
        int end = text[at..].IndexOfAny(']', '\n');
        string inside = text[(at + 1)..(end < 0 ? text.Length : at + end)].ToString();
        section = inside.Split([' ', '\t', '"', '.'], 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(string.Empty).ToLowerInvariant();

        // A subsection in quotes may hold the bracket that ends it; what follows is then read as a setting that nobody asks for.
        at = end < 0 ? text.Length : at + end + 1;
    }

    private void ReadSetting()
    {
        int start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '-'))
        {
            at++;
        }

        string name = text[start..at].ToString().ToLowerInvariant();
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        if (at < text.Length && text[at] == '=' && name.Length > 0)
        {
            at++;
            settings.Add(new GitSetting(section, name, ReadValue()));
        }
        else
        {
            SkipLine();
        }
    }

    private string ReadValue()
    {
        StringBuilder value = new();
        int kept = 0; // whitespace at the end does not count, unless it is quoted, or a quote comes after it
        bool isQuoted = false;
        for (; at < text.Length; at++)
        {
            char next = text[at];
            if (next == '\n' || (!isQuoted && next is '#' or ';'))
            {
                break;
            }

            if (next == '"')
            {
                isQuoted = !isQuoted;
                kept = value.Length;
            }
            else if (next == '\\')
            {
                AddEscaped(value);
                kept = value.Length;
            }
            else if (next != '\r' && (isQuoted || value.Length > 0 || !char.IsWhiteSpace(next)))
            {
                value.Append(next);
                kept = isQuoted || !char.IsWhiteSpace(next) ? value.Length : kept;
            }
        }

        SkipLine();
        return value.ToString(0, kept);
    }

    private void AddEscaped(StringBuilder value)
    {
        at++;
        if (at >= text.Length)
        {
            at--; // nothing is escaped by it
            return;
        }

        if (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n')
        {
            at++;
        }

        if (text[at] != '\n') // at the end of a line: it goes on in the next
        {
            value.Append(text[at] switch { 'n' => '\n', 't' => '\t', 'b' => '\b', char other => other });
        }
    }
}
