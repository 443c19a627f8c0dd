namespace Nuka.Formats.Toml;

/// <summary>A list of values: <c>[1, 2]</c>, or the tables of repeated <c>[[name]]</c> headers.</summary>
public sealed class TomlArray : TomlValue
{
    private readonly List<TomlValue> items;

    internal TomlArray(List<TomlValue> items, bool ofTables, int start, int end)
        : base(TomlKind.Array, start, end)
    {
        this.items = items;
        OfTables = ofTables;
    }

    /// <summary>The values in the order of the document.</summary>
    public IReadOnlyList<TomlValue> Items => items;

    /// <summary>Whether it was written as <c>[[name]]</c> headers.</summary>
    public bool OfTables { get; }

    internal void Add(TomlTable table) => items.Add(table);
}
