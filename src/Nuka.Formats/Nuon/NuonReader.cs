using System.Buffers;
using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Nuon;

/// <summary>Reads one value from left to right: lists, records and tables here, the words in them by <see cref="NuonWord"/>.</summary>
internal sealed partial class NuonReader(string text, string file)
{
    private static readonly SearchValues<char> BracketsAndQuotes = SearchValues.Create("[]{}()\"'`");

    private int at;
    private int depth;
    private bool commented;

    private enum Around
    {
        Text,
        List,
        Record,
    }

    public NuonValue Read()
    {
        SkipBlank(commas: false);
        if (at == text.Length)
        {
            return new NuonNothing(at, at);
        }

        if (Peek(0) is ';' or '|')
        {
            throw Ambiguous(at, 1, $"a text does not begin with `{text[at]}`");
        }

        NuonValue value = ReadValue(Around.Text);
        SkipBlank(commas: false);
        if (Peek(0) is ';' or '|' or ']' or '}')
        {
            throw Ambiguous(at, 1, $"`{text[at]}` stands behind the value; a text holds one value and nothing else");
        }

        return at == text.Length ? value : throw Ambiguous(at, 1, "a text holds one value; this is a second one");
    }

    private NuonValue ReadValue(Around around)
    {
        switch (Peek(0))
        {
            case '[':
                return Nested(ReadList);
            case '{':
                return Nested(ReadRecord);
            case '"':
            case '\'':
            case '`':
                int start = at;
                if (Peek(0) == '`' && around == Around.Text)
                {
                    throw Bad(at, "back-ticks are no quotes here; use `\"`");
                }

                string quoted = ReadQuoted();
                return new NuonString(quoted, start, at);
            case 'r' when Peek(1) == '#':
                return ReadRaw();
            case '0' when Peek(1) is 'x' or 'b' or 'o' && Peek(2) == '[':
                return ReadBinary();
            case '$' when Peek(1) == '.':
                return ReadCellPath();
            default:
                return ReadWord(around);
        }
    }

    private NuonValue Nested(Func<NuonValue> read)
    {
        if (++depth > NuonLimits.Depth)
        {
            throw Bad(at, $"lists and records go at most {NuonLimits.Depth} deep");
        }

        NuonValue value = read();
        depth--;
        ExpectWordEnd();
        return value;
    }

    private NuonList ReadList() => ReadItems(isRow: false);

    private NuonList ReadItems(bool isRow)
    {
        int start = at++;
        ImmutableArray<NuonValue>.Builder items = ImmutableArray.CreateBuilder<NuonValue>();
        while (SkipToItem(start, ']'))
        {
            if (Peek(0) == ';')
            {
                return isRow ? throw Ambiguous(at, 1, "`;` in a row of a table: Nushell drops what stands behind it") : ReadTable(start, items);
            }

            items.Add(ReadValue(Around.List));
        }

        return new NuonList(items.DrainToImmutable(), start, ++at);
    }

    private NuonList ReadTable(int start, ImmutableArray<NuonValue>.Builder heads)
    {
        int semicolon = at++;
        if (heads.Count != 1 || heads[0] is not NuonList head)
        {
            throw Ambiguous(semicolon, 1, "`;` in a list that is no table: Nushell drops what stands behind it");
        }

        SkipBlank(commas: true);
        if (Peek(0) == ']')
        {
            throw Ambiguous(semicolon, 1, "a table without rows: Nushell takes its head for a list");
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (NuonValue name in head.Items)
        {
            CheckHead(name, seen);
        }

        ImmutableArray<NuonValue>.Builder rows = ImmutableArray.CreateBuilder<NuonValue>();
        while (SkipToItem(start, ']'))
        {
            rows.Add(ReadRow(head));
        }

        return new NuonList(rows.DrainToImmutable(), start, ++at);
    }

    private void CheckHead(NuonValue name, HashSet<string> seen)
    {
        if (name is not NuonString { Value: { } column } || text.AsSpan(name.Start).StartsWith("r#"))
        {
            throw Bad(name.Start, "a table's head holds names; put this one in quotes", name.End - name.Start);
        }

        if (!seen.Add(column))
        {
            throw Bad(name.Start, $"the table has two columns named `{column}`", name.End - name.Start);
        }
    }

    private NuonRecord ReadRow(NuonList head)
    {
        int start = at;
        if (Peek(0) != '[' || Nested(() => ReadItems(isRow: true)) is not NuonList row)
        {
            throw Bad(start, "a row of a table is a list");
        }

        if (row.Items.Length != head.Items.Length)
        {
            throw Bad(start, $"the row has {row.Items.Length} values, the table {head.Items.Length} columns", at - start);
        }

        return new NuonRecord(
            [.. head.Items.Zip(row.Items, (name, value) => new NuonField(((NuonString)name).Value, value, name.Start, name.End))], start, at);
    }

    private NuonRecord ReadRecord()
    {
        int start = at++;
        ImmutableArray<NuonField>.Builder fields = ImmutableArray.CreateBuilder<NuonField>();
        HashSet<string> seen = new(StringComparer.Ordinal);
        SkipBlank(commas: false);
        if (Peek(0) == ',')
        {
            throw Ambiguous(at, 1, "a comma in front of the first field");
        }

        while (SkipToItem(start, '}'))
        {
            int nameStart = at;
            string name = ReadKey();
            int nameEnd = at;
            if (!seen.Add(name))
            {
                throw Bad(nameStart, $"the record has two fields named `{name}`", nameEnd - nameStart);
            }

            SkipBlank(commas: false);
            if (Peek(0) == ',')
            {
                throw Ambiguous(at, 1, $"a comma between the name `{name}` and its value");
            }

            if (Peek(0) != ':')
            {
                throw Bad(at, $"expected `:` behind the name `{name}`");
            }

            at++;
            SkipBlank(commas: false);
            if (Peek(0) == ',')
            {
                throw Ambiguous(nameStart, nameEnd - nameStart, $"the field `{name}` has no value: Nushell takes what stands behind the comma");
            }

            if (at == text.Length || text[at] == '}')
            {
                throw Bad(nameStart, $"the field `{name}` has no value", nameEnd - nameStart);
            }

            fields.Add(new NuonField(name, ReadValue(Around.Record), nameStart, nameEnd));
        }

        return new NuonRecord(fields.DrainToImmutable(), start, ++at);
    }

    private string ReadKey()
    {
        if (Peek(0) is '"' or '\'' or '`')
        {
            int start = at;
            string quoted = ReadQuoted(named: true);
            return Peek(0) == '\0' || IsBlank(Peek(0)) || Peek(0) is ':' or ',' ? quoted : throw Ambiguous(start, at - start, "text right behind a closing quote");
        }

        int from = at;
        while (at < text.Length && !IsBlank(text[at]) && text[at] is not (',' or ':' or '}'))
        {
            RefuseInWord(from, at++);
        }

        string name = text[from..at];
        RefuseHidden(name, from);
        return name is "true" or "false" or "null" || name.Length == 0 || name[0] == '$'
            ? throw Bad(from, "a field's name stands in quotes here", Math.Max(1, at - from))
            : NuonWord.IsOperator(name) ? throw Bad(from, $"`{name}` is an operator; put the name in quotes", at - from) : name;
    }

    /// <summary>Goes to the next item; false at the closing bracket.</summary>
    private bool SkipToItem(int start, char close)
    {
        SkipBlank(commas: true);
        if (at == text.Length)
        {
            throw commented
                ? Ambiguous(start, 1, $"the `{text[start]}` is closed by nothing but a comment")
                : Bad(start, $"the `{text[start]}` is never closed");
        }

        if (text[at] == '|' || (text[at] is ']' or '}' && text[at] != close))
        {
            throw Ambiguous(at, 1, $"`{text[at]}` in a place where a value or `{close}` is expected");
        }

        return text[at] != close;
    }

    private void SkipBlank(bool commas)
    {
        while (at < text.Length)
        {
            if (text[at] == '#')
            {
                RefuseHiddenComment();
                commented = true;
                int end = text.AsSpan(at).IndexOf('\n');
                at = end < 0 ? text.Length : at + end;
            }
            else if (IsBlank(text[at]) || (commas && text[at] == ','))
            {
                at++;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Nushell finds the end of a list before it looks for comments, except where a blank stands in front of them.</summary>
    private void RefuseHiddenComment()
    {
        int end = text.AsSpan(at).IndexOf('\n');
        ReadOnlySpan<char> comment = (end < 0 ? text.AsSpan(at) : text.AsSpan(at, end)).TrimEnd('\r');
        if (comment.Contains('\r'))
        {
            throw Ambiguous(at, 1, "a comment with a carriage return in it");
        }

        if (at > 0 && !IsBlank(text[at - 1]) && (text[at - 1] is not ('[' or '{') || comment.ContainsAny(BracketsAndQuotes)))
        {
            throw Ambiguous(at, 1, "a comment without a blank in front of it");
        }
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r';

    private bool IsWordEnd => at == text.Length || IsBlank(text[at]) || text[at] is ',' or ']' or '}' or ';' or '|';

    private char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    /// <summary>What is closed by a quote or a bracket ends there: nothing may follow without a blank.</summary>
    private void ExpectWordEnd()
    {
        if (!IsWordEnd)
        {
            throw Ambiguous(at, 1, "expected a blank or a comma behind a closing quote or bracket");
        }
    }

    private NukaException Bad(int offset, string message, int length = 1) =>
        new Problem("formats/nuon-syntax", message) { Place = TextPlaces.At(text, file, offset, length), Hints = ["text in quotes is always read as it stands"] }.ToException();

    private NukaException Ambiguous(int offset, int length, string message) =>
        new Problem("formats/nuon-ambiguous", message)
        {
            Place = TextPlaces.At(text, file, offset, length),
            Hints = ["put text in quotes, and close every list and record"],
        }.ToException();
}
