using System.Diagnostics.CodeAnalysis;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Toml;

/// <summary>Reads statements, keys and values from left to right; <see cref="TomlSections"/> keeps what they mean.</summary>
internal sealed partial class TomlReader(string text, string file)
{
    private readonly TomlSections sections = new();
    private int at;
    private int depth;

    public TomlTable Read()
    {
        at = text.StartsWith('\uFEFF') ? 1 : 0;
        while (true)
        {
            SkipBlank(newlines: true);
            if (at == text.Length)
            {
                return sections.Root;
            }

            if (text[at] == '[')
            {
                ReadHeader();
            }
            else
            {
                ReadStatement();
            }

            ExpectLineEnd();
        }
    }

    private void ReadHeader()
    {
        int start = at;
        bool repeated = Peek(1) == '[';
        at += repeated ? 2 : 1;
        List<TomlKey> keys = ReadKeys();
        if (Peek(0) != ']' || (repeated && Peek(1) != ']'))
        {
            throw Bad(at, repeated ? "expected `]]` behind the name" : "expected `]` behind the name");
        }

        at += repeated ? 2 : 1;
        Check(sections.Open(keys, repeated, start, at), keys);
    }

    private void ReadStatement()
    {
        int start = at;
        List<TomlKey> keys = ReadKeys();
        TomlValue value = ReadAssigned();
        Check(sections.Assign(keys, value, start, at), keys);
    }

    private TomlValue ReadAssigned()
    {
        if (Peek(0) != '=')
        {
            throw Bad(at, "expected `=` behind the key");
        }

        at++;
        SkipBlank(newlines: false);
        return ReadValue();
    }

    private void Check(TomlClash? clash, List<TomlKey> keys)
    {
        if (clash is { } found)
        {
            TomlKey key = keys[found.Part];
            throw new Problem("formats/toml-duplicate", found.Message)
            {
                Place = TextPlaces.At(text, file, key.Start, key.End - key.Start),
                Hints = ["keep one of the two"],
            }.ToException();
        }
    }

    private List<TomlKey> ReadKeys()
    {
        List<TomlKey> keys = [];
        while (true)
        {
            SkipBlank(newlines: false);
            int start = at;
            keys.Add(new TomlKey(ReadKey(), start, at));
            SkipBlank(newlines: false);
            if (keys.Count > TomlLimits.Depth)
            {
                throw Bad(start, $"a key has at most {TomlLimits.Depth} parts");
            }

            if (Peek(0) != '.')
            {
                return keys;
            }

            at++;
        }
    }

    private string ReadKey()
    {
        int start = at;
        switch (Peek(0))
        {
            case '"' when !(Peek(1) == '"' && Peek(2) == '"'):
                return ReadBasicString();
            case '\'' when !(Peek(1) == '\'' && Peek(2) == '\''):
                return ReadLiteralString();
            default:
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-'))
                {
                    at++;
                }

                return at > start ? text[start..at] : throw Bad(at, "expected a key");
        }
    }

    private TomlValue ReadValue()
    {
        int start = at;
        switch (Peek(0))
        {
            case '"':
                return new TomlString(IsTriple('"') ? ReadMultiLine('"') : ReadBasicString(), start, at);
            case '\'':
                return new TomlString(IsTriple('\'') ? ReadMultiLine('\'') : ReadLiteralString(), start, at);
            case '[':
                return Nested(ReadArray);
            case '{':
                return Nested(ReadInlineTable);
            default:
                return ReadScalar();
        }
    }

    private TomlValue Nested(Func<TomlValue> read)
    {
        if (++depth > TomlLimits.Depth)
        {
            throw Bad(at, $"arrays and inline tables go at most {TomlLimits.Depth} deep");
        }

        TomlValue value = read();
        depth--;
        return value;
    }

    private TomlArray ReadArray()
    {
        int start = at++;
        List<TomlValue> items = [];
        while (true)
        {
            SkipBlank(newlines: true);
            if (Peek(0) == ']')
            {
                break;
            }

            items.Add(ReadValue());
            SkipBlank(newlines: true);
            if (Peek(0) == ',')
            {
                at++;
            }
            else if (Peek(0) != ']')
            {
                throw Bad(at, "expected `,` or `]` in the array");
            }
        }

        at++;
        return new TomlArray(items, ofTables: false, start, at);
    }

    private TomlTable ReadInlineTable()
    {
        int start = at++;
        TomlSections inner = new();
        SkipBlank(newlines: false);
        bool expectEntry = Peek(0) != '}';
        while (expectEntry)
        {
            int entryStart = at;
            List<TomlKey> keys = ReadKeys();
            TomlValue value = ReadAssigned();
            Check(inner.Assign(keys, value, entryStart, at), keys);
            SkipBlank(newlines: false);
            expectEntry = Peek(0) == ',';
            if (expectEntry)
            {
                at++;
                SkipBlank(newlines: false);
            }
        }

        if (Peek(0) != '}')
        {
            throw Bad(at, "expected `,` or `}` in the inline table");
        }

        at++;
        return inner.Close(start, at);
    }

    private void ExpectLineEnd()
    {
        SkipBlank(newlines: false);
        if (at < text.Length && Peek(0) == '#')
        {
            SkipComment();
        }

        if (at < text.Length && !SkipNewline())
        {
            throw Bad(at, "expected the end of the line");
        }
    }

    private void SkipBlank(bool newlines)
    {
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t')
            {
                at++;
            }
            else if (newlines && text[at] == '#')
            {
                SkipComment();
            }
            else if (!newlines || !SkipNewline())
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        while (at < text.Length && text[at] != '\n' && !(text[at] == '\r' && Peek(1) == '\n'))
        {
            RefuseControl();
            at++;
        }
    }

    private bool SkipNewline()
    {
        int length = Peek(0) == '\n' ? 1 : Peek(0) == '\r' && Peek(1) == '\n' ? 2 : 0;
        at += length;
        return length > 0;
    }

    private void RefuseControl()
    {
        char c = text[at];
        if ((c < ' ' && c != '\t') || c == '\u007F')
        {
            throw Bad(at, $"the control character U+{(int)c:X4} must be escaped");
        }
    }

    private bool IsTriple(char quote) => Peek(1) == quote && Peek(2) == quote;

    private char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    [DoesNotReturn]
    private void Fail(int where, string message) => throw Bad(where, message);

    private NukaException Bad(int where, string message) =>
        new Problem("formats/toml-syntax", message)
        {
            Place = TextPlaces.At(text, file, where, 1),
            Hints = ["mend the file here, or a little before; its format is TOML 1.0"],
        }.ToException();
}
