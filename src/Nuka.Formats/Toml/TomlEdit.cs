using System.Text;

namespace Nuka.Formats.Toml;

/// <summary>Computes the text of a changed document: each edit is a few splices into the old text.</summary>
internal sealed class TomlEdit(TomlDocument document)
{
    private readonly string text = document.Text;
    private readonly string newline = document.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    public string Set(string[] path, string value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(path.Length);
        if (document.Find(path) is { } present)
        {
            return present is TomlTable { Origin: not TomlTableOrigin.Inline } or TomlArray { OfTables: true }
                ? throw new ArgumentException($"`{TomlText.Path(path)}` is a table and not a value", nameof(path))
                : Splice(present.Start, present.End, value);
        }

        int known = path.Length - 1;
        while (known > 0 && document.Find(path.AsSpan(0, known)) is not TomlTable)
        {
            known--;
        }

        TomlTable table = (TomlTable)document.Find(path.AsSpan(0, known))!;
        return table.Origin switch
        {
            TomlTableOrigin.Inline => InsertInline(table, $"{TomlText.Path(path[known..])} = {value}"),
            TomlTableOrigin.Dotted => InsertDotted(table, path, value),
            TomlTableOrigin.Header when known == path.Length - 1 => InsertBelow(table, $"{TomlText.Key(path[^1])} = {value}"),
            TomlTableOrigin.Root when path.Length == 1 => InsertAtTop($"{TomlText.Key(path[0])} = {value}"),
            _ => AddSection(path, value),
        };
    }

    public string Remove(string[] path)
    {
        if (document.Find(path) is not { } value || document.Find(path.AsSpan(0, path.Length - 1)) is not TomlTable parent)
        {
            return text;
        }

        parent.TryGet(path[^1], out TomlEntry? entry);
        if (parent.Origin == TomlTableOrigin.Inline)
        {
            return RemoveListed([.. parent.Entries.Select(e => (e.KeyStart, LastEnd(e)))], IndexOf(parent, path[^1]));
        }

        List<(int Start, int End)> parts = [];
        Collect(entry!, parts);
        StringBuilder result = new(text);
        foreach ((int start, int end) in parts.OrderByDescending(part => part.Start))
        {
            int from = LineStart(start);
            int to = LineEnd(end);

            // A section takes the blank lines above it along, so that none pile up.
            while (text[start] == '[' && from > 0 && text[LineStart(from - 1)..from].Trim().Length == 0)
            {
                from = LineStart(from - 1);
            }

            result.Remove(from, to - from);
        }

        return result.ToString();
    }

    public string Append(string[] path, string value)
    {
        if (document.Find(path) is not TomlArray { OfTables: false } array)
        {
            throw new ArgumentException($"`{TomlText.Path(path)}` is no array", nameof(path));
        }

        if (array.Items.Count == 0)
        {
            return text.AsSpan(array.Start, array.End - array.Start).Contains('\n')
                ? Splice(array.Start + 1, array.Start + 1, $"{newline}  {value},")
                : Splice(array.Start, array.End, $"[{value}]");
        }

        TomlValue last = array.Items[^1];
        int behind = last.End;
        int comma = NextOf(',', behind, array.End);
        bool ownLine = text[LineStart(last.Start)..last.Start].Trim().Length == 0;
        if (!ownLine)
        {
            return comma < 0 ? Splice(behind, behind, $", {value}") : Splice(comma + 1, comma + 1, $" {value},");
        }

        string indent = text[LineStart(last.Start)..last.Start];
        int lineEnd = LineEnd(comma < 0 ? behind : comma + 1);
        if (lineEnd >= array.End)
        {
            return Splice(behind, behind, $",{newline}{indent}{value}");
        }

        string line = $"{indent}{value}{(comma < 0 ? "" : ",")}{newline}";
        return comma < 0
            ? text[..behind] + "," + text[behind..lineEnd] + line + text[lineEnd..]
            : Splice(lineEnd, lineEnd, line);
    }

    public string RemoveAt(string[] path, int index)
    {
        return document.Find(path) is TomlArray { OfTables: false } array
            ? RemoveListed([.. array.Items.Select(item => (item.Start, item.End))], index)
            : throw new ArgumentException($"`{TomlText.Path(path)}` is no array", nameof(path));
    }

    /// <summary>Takes one of several parts that are separated by commas, with the comma that belongs to it.</summary>
    private string RemoveListed((int Start, int End)[] parts, int index)
    {
        (int start, int end) = parts[index];
        int comma = NextOf(',', end, text.Length);
        int lineStart = LineStart(start);
        int lineEnd = LineEnd(comma < 0 ? end : comma + 1);
        string after = text[(comma < 0 ? end : comma + 1)..lineEnd].Trim();
        if (text[lineStart..start].Trim().Length == 0 && (after.Length == 0 || after[0] == '#') && (comma >= 0 || index == parts.Length - 1))
        {
            return Splice(lineStart, lineEnd, "");
        }

        if (index < parts.Length - 1)
        {
            return Splice(start, parts[index + 1].Start, "");
        }

        return index > 0 ? Splice(parts[index - 1].End, comma < 0 ? end : comma + 1, "") : Splice(start, comma < 0 ? end : comma + 1, "");
    }

    private string InsertInline(TomlTable table, string statement)
    {
        if (table.Entries.Count == 0)
        {
            return Splice(table.Start, table.End, $"{{ {statement} }}");
        }

        int behind = table.Entries.Max(LastEnd);
        return Splice(behind, behind, $", {statement}");
    }

    private string InsertDotted(TomlTable table, string[] path, string value)
    {
        TomlTable section = table.Section!;
        int depth = 0;
        while (document.Find(path.AsSpan(0, depth)) != section)
        {
            depth++;
            if (depth > path.Length)
            {
                throw new ArgumentException($"`{TomlText.Path(path)}` cannot be added from outside", nameof(path));
            }
        }

        string statement = $"{TomlText.Path(path[depth..])} = {value}";
        return section.Origin == TomlTableOrigin.Root ? InsertAtTop(statement) : InsertBelow(section, statement);
    }

    private string InsertBelow(TomlTable table, string statement)
    {
        int lineEnd = LineEnd(table.BodyEnd);
        string indent = table.Entries.Where(e => e.StatementStart >= 0)
            .Select(e => text[LineStart(e.StatementStart)..e.StatementStart]).LastOrDefault("");
        string lead = EndsLine(lineEnd) ? "" : newline;
        return Splice(lineEnd, lineEnd, $"{lead}{indent}{statement}{newline}");
    }

    private string InsertAtTop(string statement)
    {
        if (document.Root.BodyEnd > 0)
        {
            return InsertBelow(document.Root, statement);
        }

        // Nothing stands before the first header yet: the head comment stays on top, the comment of the first header stays with it.
        int first = FirstHeader();
        if (first < 0)
        {
            string lead = text.Length == 0 || EndsLine(text.Length) ? "" : newline;
            return $"{text}{lead}{statement}{newline}";
        }

        int place = LineStart(first);
        while (place > 0 && text[LineStart(place - 1)..place].TrimStart().StartsWith('#'))
        {
            place = LineStart(place - 1);
        }

        return Splice(place, place, $"{statement}{newline}{newline}");
    }

    private string AddSection(string[] path, string value)
    {
        string lead = text.Length == 0 ? "" : EndsLine(text.Length) ? newline : newline + newline;
        string header = path.Length > 1 ? $"[{TomlText.Path(path[..^1])}]{newline}" : "";
        return $"{text}{lead}{header}{TomlText.Key(path[^1])} = {value}{newline}";
    }

    /// <summary>Every statement and section that makes up an entry.</summary>
    private static void Collect(TomlEntry entry, List<(int Start, int End)> parts)
    {
        if (entry.StatementStart >= 0)
        {
            parts.Add((entry.StatementStart, entry.Value.End));
            return;
        }

        foreach (TomlTable table in entry.Value is TomlArray array ? array.Items.OfType<TomlTable>() : [(TomlTable)entry.Value])
        {
            if (table.Origin == TomlTableOrigin.Header)
            {
                parts.Add((table.Header.Start, table.BodyEnd));
            }

            foreach (TomlEntry inner in table.Entries.Where(e => e.StatementStart < 0 || table.Origin != TomlTableOrigin.Header))
            {
                CollectBelow(inner, table, parts);
            }
        }
    }

    private static void CollectBelow(TomlEntry inner, TomlTable table, List<(int Start, int End)> parts)
    {
        // What stands in the section itself is inside the span of the section already.
        bool inside = inner.Value is TomlTable { Origin: TomlTableOrigin.Dotted } dotted && dotted.Section == table
            && table.Origin == TomlTableOrigin.Header;
        if (inside)
        {
            foreach (TomlEntry deeper in ((TomlTable)inner.Value).Entries.Where(e => e.StatementStart < 0))
            {
                CollectBelow(deeper, table, parts);
            }
        }
        else
        {
            Collect(inner, parts);
        }
    }

    private int FirstHeader()
    {
        int first = -1;
        foreach (TomlEntry entry in document.Root.Entries)
        {
            first = first < 0 ? entry.Value.Start : Math.Min(first, entry.Value.Start);
        }

        return first;
    }

    private static int IndexOf(TomlTable table, string key)
    {
        int index = 0;
        while (table.Entries[index].Key != key)
        {
            index++;
        }

        return index;
    }

    /// <summary>The next sign, if only blanks, line ends and comments lie before it.</summary>
    private int NextOf(char sign, int from, int limit)
    {
        while (from < limit)
        {
            if (text[from] == sign)
            {
                return from;
            }

            if (text[from] == '#')
            {
                from = LineEnd(from);
            }
            else if (char.IsWhiteSpace(text[from]))
            {
                from++;
            }
            else
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>Behind an entry of an inline table; one made by dotted keys ends with the last of them.</summary>
    private static int LastEnd(TomlEntry entry) =>
        entry is { StatementStart: < 0, Value: TomlTable table } ? table.Entries.Max(LastEnd) : entry.Value.End;

    private bool EndsLine(int offset) => offset == 0 || text[offset - 1] == '\n';

    private int LineStart(int offset) => text.AsSpan(0, offset).LastIndexOf('\n') + 1;

    private int LineEnd(int offset)
    {
        int end = text.IndexOf('\n', offset);
        return end < 0 ? text.Length : end + 1;
    }

    private string Splice(int start, int end, string insert) => string.Concat(text.AsSpan(0, start), insert, text.AsSpan(end));
}
