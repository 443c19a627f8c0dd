using System.Collections.Immutable;
using Nuka.Formats.Toml;

namespace Nuka.Projects.Discovery.Known;

/// <summary>The table of known rows, kept as data in known.toml: <c>[tool.node-gyp]</c>, <c>[cmake.ZLIB]</c>, <c>[crate.openssl-sys]</c>.</summary>
internal sealed class KnownRows
{
    private static readonly Lazy<KnownRows> Part = new(() => new KnownRows(OwnTable.Read("known.toml")));

    private readonly Dictionary<(string Table, string Name), KnownRow> rows = [];

    private KnownRows(TomlTable root)
    {
        foreach (TomlEntry table in root.Entries)
        {
            foreach (TomlEntry row in ((TomlTable)table.Value).Entries)
            {
                rows[(table.Key, row.Key)] = Read(row.Value);
            }
        }
    }

    /// <summary>The table that is part of this assembly; read once, since one start asks it several times.</summary>
    public static KnownRows Own => Part.Value;

    public KnownRow? Find(string table, string name) => rows.GetValueOrDefault((table, name));

    /// <summary>Every row of a table.</summary>
    public IEnumerable<(string Name, KnownRow Row)> All(string table) =>
        rows.Where(row => row.Key.Table == table).Select(row => (row.Key.Name, row.Value));

    /// <summary>Every variable that a row sets, with its value.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables() => rows.Values.SelectMany(row => row.Variables);

    private static KnownRow Read(TomlValue value)
    {
        // The short form is the list of needs alone.
        TomlTable? table = value as TomlTable;
        TomlArray? needs = value as TomlArray ?? table?["needs"] as TomlArray;
        ImmutableSortedDictionary<string, string> variables = (table?["variables"] as TomlTable)?.Entries
            .ToImmutableSortedDictionary(e => e.Key, e => ((TomlString)e.Value).Value, StringComparer.Ordinal)
            ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        return new KnownRow([.. needs?.Items.Select(item => ((TomlString)item).Value) ?? []], variables, table?.Text("why") ?? "");
    }
}
