using System.Globalization;
using System.Text;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>
/// Reads the language of binding.gyp: literals of Python (dictionaries, lists, strings that stand side by side, numbers) with comments
/// and a comma allowed at the end.
/// </summary>
internal sealed class GypParser
{
    private const int MaximumDepth = 100;
    private readonly string text;
    private int at;
    private int depth;

    private GypParser(string text) => this.text = text;

    /// <summary>Reads a file.</summary>
    /// <returns>The value, or <see langword="null"/> where the text is not of that language.</returns>
    public static GypValue? Parse(string text)
    {
        GypParser parser = new(text);
        GypValue? value = parser.Value();
        parser.Skip();
        return value is not null && parser.at == text.Length ? value : null;
    }

    private GypValue? Value()
    {
        Skip();
        if (at >= text.Length || ++depth > MaximumDepth)
        {
            return null;
        }

        int start = at;
        GypValue? value = text[at] switch
        {
            '{' => Dictionary(),
            '[' or '(' => List(),
            '\'' or '"' => Strings(),
            _ => Word(),
        };
        depth--;
        return value is null ? null : value with { Offset = start };
    }

    private GypValue? Dictionary()
    {
        at++;
        List<(string, GypValue)> entries = [];
        for (Skip(); at < text.Length && text[at] != '}'; Skip())
        {
            GypValue? key = Value();
            Skip();
            if (key?.Text is null || at >= text.Length || text[at++] != ':' || Value() is not { } value || !Separator('}'))
            {
                return null;
            }

            entries.Add((key.Text, value));
        }

        return at++ < text.Length ? new GypValue(null, null, entries) : null;
    }

    private GypValue? List()
    {
        char close = text[at++] == '[' ? ']' : ')';
        List<GypValue> items = [];
        for (Skip(); at < text.Length && text[at] != close; Skip())
        {
            if (Value() is not { } value || !Separator(close))
            {
                return null;
            }

            items.Add(value);
        }

        return at++ < text.Length ? new GypValue(null, items, null) : null;
    }

    private bool Separator(char close)
    {
        Skip();
        if (at < text.Length && text[at] == ',')
        {
            at++;
            return true;
        }

        return at < text.Length && text[at] == close;
    }

    private GypValue? Strings()
    {
        StringBuilder joined = new();
        while (at < text.Length && text[at] is '\'' or '"')
        {
            if (!OneString(joined))
            {
                return null;
            }

            Skip();
        }

        return new GypValue(joined.ToString(), null, null);
    }

    private bool OneString(StringBuilder joined)
    {
        char quote = text[at];
        bool triple = at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote;
        string end = new(quote, triple ? 3 : 1);
        at += end.Length;
        while (at < text.Length && string.CompareOrdinal(text, at, end, 0, end.Length) != 0)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
                joined.Append(text[at] switch { 'n' => "\n", 't' => "\t", '\n' => "", '\\' or '\'' or '"' => text[at].ToString(), char other => "\\" + other });
            }
            else
            {
                joined.Append(text[at]);
            }

            at++;
        }

        at += end.Length;
        return at <= text.Length;
    }

    private GypValue? Word()
    {
        int start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '+' or '.'))
        {
            at++;
        }

        string word = text[start..at];
        bool known = word is "True" or "False" or "None" || double.TryParse(word, CultureInfo.InvariantCulture, out _);
        return known ? new GypValue(word, null, null) : null;
    }

    private void Skip()
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '#' || text[at] == '\uFEFF'))
        {
            if (text[at] == '#')
            {
                int end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else
            {
                at++;
            }
        }
    }
}
