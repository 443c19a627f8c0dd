namespace Nuka.Formats.Toml;

/// <summary>
/// The tables of a document while it is read, with TOML's rules of what may be defined where
/// (TOML 1.0.0, sections Keys, Table, Inline Table, Array of Tables).
/// </summary>
internal sealed class TomlSections
{
    private TomlTable current;

    public TomlSections()
    {
        Root = new TomlTable(TomlTableOrigin.Root, 0, 0);
        current = Root;
    }

    public TomlTable Root { get; }

    /// <summary>A header: finds or makes its table, and lets what follows stand in it.</summary>
    public TomlClash? Open(List<TomlKey> keys, bool repeated, int start, int end)
    {
        TomlTable table = Root;
        for (int part = 0; part < keys.Count - 1; part++)
        {
            switch (table[keys[part].Name])
            {
                case null:
                    table = Add(table, keys[part], new TomlTable(TomlTableOrigin.Implied, start, end), -1);
                    break;
                case TomlTable { Origin: not TomlTableOrigin.Inline } next:
                    table = next;
                    break;
                case TomlArray { OfTables: true } array:
                    table = (TomlTable)array.Items[^1];
                    break;
                default:
                    return new TomlClash(part, $"`{keys[part].Name}` has a value already and cannot be a table");
            }
        }

        return repeated ? OpenElement(table, keys, start, end) : OpenTable(table, keys, start, end);
    }

    /// <summary>A statement <c>a.b.c = value</c> in the current table.</summary>
    public TomlClash? Assign(List<TomlKey> keys, TomlValue value, int start, int end)
    {
        TomlTable table = current;
        for (int part = 0; part < keys.Count - 1; part++)
        {
            switch (table[keys[part].Name])
            {
                case null:
                    table = Add(table, keys[part], new TomlTable(TomlTableOrigin.Dotted, start, end) { Section = current }, -1);
                    break;
                case TomlTable { Origin: TomlTableOrigin.Dotted } next when next.Section == current:
                    table = next;
                    break;
                case TomlTable:
                    return new TomlClash(part, $"the table `{keys[part].Name}` is defined elsewhere and cannot be added to here");
                default:
                    return new TomlClash(part, $"`{keys[part].Name}` has a value already and cannot be a table");
            }
        }

        TomlKey last = keys[^1];
        if (!table.TryAdd(new TomlEntry(last.Name, value, last.Start, last.End, start)))
        {
            return new TomlClash(keys.Count - 1, $"the key `{last.Name}` is defined twice");
        }

        current.BodyEnd = end;
        return null;
    }

    /// <summary>Ends an inline table: the same entries, closed.</summary>
    public TomlTable Close(int start, int end)
    {
        TomlTable closed = new(TomlTableOrigin.Inline, start, end);
        foreach (TomlEntry entry in Root.Entries)
        {
            closed.TryAdd(entry);
        }

        return closed;
    }

    private TomlClash? OpenTable(TomlTable parent, List<TomlKey> keys, int start, int end)
    {
        switch (parent[keys[^1].Name])
        {
            case null:
                current = Add(parent, keys[^1], new TomlTable(TomlTableOrigin.Header, start, end), -1);
                current.Define(start, end);
                return null;
            case TomlTable { Origin: TomlTableOrigin.Implied } table:
                table.Define(start, end);
                current = table;
                return null;
            default:
                return new TomlClash(keys.Count - 1, $"`{keys[^1].Name}` is defined twice");
        }
    }

    private TomlClash? OpenElement(TomlTable parent, List<TomlKey> keys, int start, int end)
    {
        TomlArray? array = parent[keys[^1].Name] as TomlArray;
        if (array is null or { OfTables: false } && parent[keys[^1].Name] is not null)
        {
            return new TomlClash(keys.Count - 1, $"`{keys[^1].Name}` has a value already and cannot be an array of tables");
        }

        array ??= AddArray(parent, keys[^1], start, end);
        current = new TomlTable(TomlTableOrigin.Header, start, end);
        current.Define(start, end);
        array.Add(current);
        return null;
    }

    private static TomlArray AddArray(TomlTable parent, TomlKey key, int start, int end)
    {
        TomlArray array = new([], ofTables: true, start, end);
        parent.TryAdd(new TomlEntry(key.Name, array, key.Start, key.End, -1));
        return array;
    }

    private static TomlTable Add(TomlTable parent, TomlKey key, TomlTable table, int statement)
    {
        parent.TryAdd(new TomlEntry(key.Name, table, key.Start, key.End, statement));
        return table;
    }
}
