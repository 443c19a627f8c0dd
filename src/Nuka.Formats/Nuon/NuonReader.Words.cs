using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Nuka.Formats.Nuon;

/// <content>Words, quoted text, bytes and cell paths.</content>
internal sealed partial class NuonReader
{
    private NuonValue ReadWord(Around around)
    {
        int start = at;
        while (!IsWordEnd || (around == Around.Text && Peek(0) == ','))
        {
            RefuseInWord(start, at++);
        }

        string word = text[start..at];
        if (word.Length == 0)
        {
            throw Ambiguous(start, 1, $"unexpected `{text[start]}`");
        }

        if (word[0] == '$' || (NuonWord.IsOperator(word) && (around != Around.List || !NuonWord.IsAssignment(word))))
        {
            throw word[0] == '$' ? Bad(start, $"`{word}` is a variable, not data", word.Length) : Ambiguous(start, word.Length, $"`{word}` is an operator, not data");
        }

        RefuseHidden(word, start);
        WordReading reading = NuonWord.Read(word, start);
        return reading switch
        {
            { Fault: { } fault } => throw (reading.Ambiguous ? Ambiguous(start, word.Length, fault) : Bad(start, fault, word.Length)),
            { Value: { } value } => value,
            _ => ReadBare(word, start, around),
        };
    }

    private NuonString ReadBare(string word, int start, Around around) =>
        around switch
        {
            Around.Text when word.Contains('=') => throw Ambiguous(start, word.Length, "a word with `=` sets a variable for a command"),
            Around.Text when word[0] != '-' => throw Bad(start, "a word by itself is a command, not data; put text in quotes", word.Length),
            Around.Record when word.Contains(':') => throw Bad(start, "text with `:` stands in quotes in a record", word.Length),
            _ => new NuonString(word, start, at),
        };

    private void RefuseHidden(string word, int start)
    {
        if (word.Contains("r#", StringComparison.Ordinal) || (word.Contains('$') && word.Contains("..", StringComparison.Ordinal)))
        {
            throw Ambiguous(start, word.Length, "`r#` begins a raw text, and `$` behind `..` a variable, even inside a word");
        }
    }

    private void RefuseInWord(int start, int here)
    {
        switch (text[here])
        {
            case '(' or ')':
                throw Bad(here, "round brackets are a part of programs, not of data");
            case '"' or '\'' or '`':
                throw Ambiguous(here, 1, "a quote inside a word");
            case '[' or '{' or ']' or '}':
                throw Ambiguous(here, 1, "a bracket inside a word");
            case '|' or ';':
                throw Ambiguous(here, 1, $"`{text[here]}` outside of quotes");
            default:
                break;
        }
    }

    private string ReadQuoted(bool named = false)
    {
        int start = at;
        char quote = text[at++];
        if (quote != '"')
        {
            int end = text.IndexOf(quote, at);
            if (end < 0)
            {
                throw Bad(start, "the quote is never closed");
            }

            string plain = text[at..end];
            at = end + 1;
            ExpectQuoteEnd(named);
            return plain;
        }

        StringBuilder value = new();
        while (true)
        {
            int next = text.AsSpan(at).IndexOfAny('"', '\\');
            if (next < 0)
            {
                throw Bad(start, "the quote is never closed");
            }

            value.Append(text, at, next);
            at += next;
            if (text[at] == '"')
            {
                at++;
                ExpectQuoteEnd(named);
                return value.ToString();
            }

            ReadEscape(value);
        }
    }

    private void ExpectQuoteEnd(bool named)
    {
        if (!named || Peek(0) != ':')
        {
            ExpectWordEnd();
        }
    }

    private void ReadEscape(StringBuilder value)
    {
        int start = at++;
        char c = Peek(0);
        at++;
        switch (c)
        {
            case 'u' when Peek(0) == '{':
                ReadCodePoint(start, value);
                break;
            case 'x':
                ReadBytes(start, value);
                break;
            default:
                int index = "abefnrt0".IndexOf(c);
                if (index < 0 && (c == '\0' || !"\"'\\/(){}$^#|~".Contains(c)))
                {
                    throw Bad(start, "no such escape; the known ones are \\n \\r \\t \\\" \\\\ \\u{hex} and a few more", 2);
                }

                value.Append(index < 0 ? c : "\a\b\u001b\f\n\r\t\0"[index]);
                break;
        }
    }

    private void ReadCodePoint(int start, StringBuilder value)
    {
        int close = text.AsSpan(at, Math.Min(9, text.Length - at)).IndexOf('}');
        ReadOnlySpan<char> digits = close < 1 ? default : text.AsSpan(at + 1, close - 1);
        if (digits.Length is 0 or > 6
            || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code))
        {
            throw Ambiguous(start, 2, "expected `\\u{` with one to six hexadecimal digits of a character and `}`");
        }

        value.Append(new Rune(code).ToString());
        at += close + 1;
    }

    /// <summary>Bytes given as <c>\xNN</c>: several in a row may be one character of UTF-8.</summary>
    private void ReadBytes(int start, StringBuilder value)
    {
        List<byte> bytes = [];
        at = start;
        while (Peek(0) == '\\' && Peek(1) == 'x')
        {
            if (!byte.TryParse(text.AsSpan(at + 2, Math.Min(2, text.Length - at - 2)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte one)
                || !char.IsAsciiHexDigit(Peek(3)))
            {
                throw Bad(at, "expected two hexadecimal digits behind `\\x`", 2);
            }

            bytes.Add(one);
            at += 4;
        }

        try
        {
            value.Append(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]));
        }
        catch (DecoderFallbackException)
        {
            throw Bad(start, "these bytes are no text; bytes are written 0x[FF]", at - start);
        }
    }

    private NuonString ReadRaw()
    {
        int start = at;
        int hashes = 0;
        while (Peek(1 + hashes) == '#')
        {
            hashes++;
        }

        string close = "'" + new string('#', hashes);
        int from = at + 2 + hashes;
        int end = Peek(1 + hashes) == '\'' ? text.IndexOf(close, from, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            throw Bad(start, $"a raw text stands between `r{close[1..]}'` and `{close}`");
        }

        at = end + close.Length;
        if (end > from && text[from] == '#')
        {
            throw Ambiguous(start, at - start, "a raw text that begins with `#`");
        }

        if (!IsWordEnd)
        {
            throw Bad(at, "expected a blank behind the raw text");
        }

        return new NuonString(text[from..end], start, at);
    }

    private NuonBinary ReadBinary()
    {
        int start = at;
        int radixBits = text[at + 1] switch { 'x' => 4, 'o' => 3, _ => 1 };
        int perByte = radixBits switch { 4 => 2, 3 => 3, _ => 8 };
        at += 3;
        List<int> digits = [];
        while (Peek(0) != ']')
        {
            if (at == text.Length)
            {
                throw Bad(start, "the bytes are never closed");
            }

            if (Peek(0) is ';' or '#' or '|')
            {
                throw Ambiguous(at, 1, $"`{text[at]}` among bytes");
            }

            if (!IsBlank(Peek(0)) && Peek(0) != ',')
            {
                int digit = char.IsAsciiHexDigit(text[at]) ? Convert.ToInt32(text[at].ToString(), 16) : 16;
                digits.Add(digit < 1 << radixBits ? digit : throw (text[at] == '+' ? Ambiguous(at, 1, "a sign among bytes") : Bad(at, "not a digit of these bytes")));
            }

            at++;
        }

        at++;
        ExpectWordEnd();

        // Digits that are missing for whole bytes are zeros in front of all others, as Nushell has it.
        digits.InsertRange(0, Enumerable.Repeat(0, (perByte - (digits.Count % perByte)) % perByte));
        ImmutableArray<byte>.Builder bytes = ImmutableArray.CreateBuilder<byte>(digits.Count / perByte);
        for (int i = 0; i < digits.Count; i += perByte)
        {
            int value = digits.GetRange(i, perByte).Aggregate(0, (sum, digit) => (sum << radixBits) | digit);
            bytes.Add(value <= byte.MaxValue ? (byte)value : throw Bad(start, "a byte is at most 0o377", at - start));
        }

        return new NuonBinary(bytes.MoveToImmutable(), start, at);
    }

    private NuonCellPath ReadCellPath()
    {
        int start = at;
        at += 2;
        ImmutableArray<NuonPathMember>.Builder members = ImmutableArray.CreateBuilder<NuonPathMember>();
        while (!IsWordEnd)
        {
            members.Add(ReadMember(start));
            if (Peek(0) == '.')
            {
                at++;
            }
        }

        return new NuonCellPath(members.DrainToImmutable(), start, at);
    }

    private NuonPathMember ReadMember(int start)
    {
        bool quoted = Peek(0) is '"' or '\'' or '`';
        string name;
        if (quoted)
        {
            name = ReadQuotedMember();
        }
        else
        {
            int from = at;
            while (!IsWordEnd && text[at] is not ('.' or '?' or '!'))
            {
                RefuseInWord(start, at++);
            }

            name = text[from..at];
            RefuseHidden(name, from);
        }

        bool optional = false;
        bool folds = false;
        while (Peek(0) is '?' or '!')
        {
            bool again = Peek(0) == '?' ? optional : folds;
            optional |= Peek(0) == '?';
            folds |= Peek(0) == '!';
            at = again ? throw Ambiguous(at, 1, "the mark stands twice") : at + 1;
        }

        if ((name.Length == 0 && !quoted)
            || !(IsWordEnd || text[at] == '.'))
        {
            throw Ambiguous(start, at - start, "a step of a cell path is a name, a number, or text in quotes");
        }

        if (!quoted && (name.StartsWith('#') || name.Contains("&&", StringComparison.Ordinal)))
        {
            throw Ambiguous(start, at - start, "`#` begins a comment and `&&` joins commands, even inside a cell path");
        }

        return !quoted && NuonWord.ReadNumber(name, start).Value is NuonInteger { Value: var row }
            ? row < 0 ? throw Ambiguous(start, at - start, "a row's number is not negative") : new NuonPathMember(null, row, optional, false)
            : new NuonPathMember(name, 0, optional, folds);
    }

    private string ReadQuotedMember()
    {
        int start = at;
        int end = at + 1;
        while (end < text.Length && text[end] != text[start])
        {
            end += text[start] == '"' && text[end] == '\\' ? 2 : 1;
        }

        if (end >= text.Length)
        {
            throw Bad(start, "the quote is never closed");
        }

        at = end + 1;
        return text[start] == '"' ? ((NuonString)new NuonReader(text[start..at], file).Read()).Value : text[(start + 1)..end];
    }
}
