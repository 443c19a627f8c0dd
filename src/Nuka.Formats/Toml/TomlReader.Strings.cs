using System.Globalization;
using System.Text;

namespace Nuka.Formats.Toml;

/// <content>The four kinds of strings.</content>
internal sealed partial class TomlReader
{
    private string ReadLiteralString()
    {
        int start = ++at;
        while (Peek(0) != '\'')
        {
            RefuseEndOfLine(start - 1);
            RefuseControl();
            at++;
        }

        return text[start..at++];
    }

    private string ReadBasicString()
    {
        int start = at++;
        StringBuilder value = new();
        while (Peek(0) != '"')
        {
            RefuseEndOfLine(start);
            if (text[at] == '\\')
            {
                value.Append(ReadEscape());
            }
            else
            {
                RefuseControl();
                value.Append(text[at++]);
            }
        }

        at++;
        return value.ToString();
    }

    private void RefuseEndOfLine(int start)
    {
        if (at == text.Length || text[at] == '\n')
        {
            Fail(start, "the string has no closing quote");
        }
    }

    private string ReadMultiLine(char quote)
    {
        int start = at;
        at += 3;
        SkipNewline();
        StringBuilder value = new();
        while (!(Peek(0) == quote && IsTriple(quote)))
        {
            if (at == text.Length)
            {
                Fail(start, "the string has no closing quotes");
            }
            else if (quote == '"' && text[at] == '\\')
            {
                ReadLineEndingOrEscape(value);
            }
            else if (text[at] == '\r' && Peek(1) == '\n')
            {
                value.Append("\r\n");
                at += 2;
            }
            else
            {
                if (text[at] != '\n')
                {
                    RefuseControl();
                }

                value.Append(text[at++]);
            }
        }

        // Up to two quotes may touch the closing three.
        at += 3;
        for (int extra = 0; extra < 2 && Peek(0) == quote; extra++, at++)
        {
            value.Append(quote);
        }

        return value.ToString();
    }

    private void ReadLineEndingOrEscape(StringBuilder value)
    {
        int ahead = at + 1;
        while (ahead < text.Length && text[ahead] is ' ' or '\t')
        {
            ahead++;
        }

        if (ahead < text.Length && (text[ahead] == '\n' || (text[ahead] == '\r' && ahead + 1 < text.Length && text[ahead + 1] == '\n')))
        {
            at = ahead;
            while (Peek(0) is ' ' or '\t' || SkipNewline())
            {
                at += Peek(0) is ' ' or '\t' ? 1 : 0;
            }
        }
        else
        {
            value.Append(ReadEscape());
        }
    }

    private string ReadEscape()
    {
        int start = at++;
        char kind = Peek(0);
        at++;
        return kind switch
        {
            'b' => "\b",
            't' => "\t",
            'n' => "\n",
            'f' => "\f",
            'r' => "\r",
            '"' => "\"",
            '\\' => "\\",
            'u' => ReadScalarValue(start, 4),
            'U' => ReadScalarValue(start, 8),
            _ => throw Bad(start, "there is no such escape"),
        };
    }

    private static bool AllHexDigits(ReadOnlySpan<char> digits)
    {
        foreach (char digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }
        }

        return true;
    }

    private string ReadScalarValue(int start, int digits)
    {
        ReadOnlySpan<char> hex = text.AsSpan(at, Math.Min(digits, text.Length - at));
        if (hex.Length < digits || !AllHexDigits(hex)
            || !int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code))
        {
            Fail(start, $"expected {digits} hexadecimal digits of a Unicode scalar value");
        }

        at += digits;
        return new Rune(int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString();
    }
}
