using System.Collections.Immutable;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;

namespace Nuka.Projects.Locks;

/// <summary>One table of a lock, read key by key; <see cref="Finish"/> refuses what nobody asked for.</summary>
internal sealed class LockTable
{
    private readonly TomlDocument document;
    private readonly TomlTable table;
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public LockTable(TomlDocument document, TomlValue value)
    {
        this.document = document;
        table = value as TomlTable ?? throw Problem(document.PlaceOf(value), "expected a table");
    }

    public string Text(string key) => OptionalText(key) ?? throw Problem(document.PlaceOf(table), $"`{key}` is missing");

    public string? OptionalText(string key) => Get(key) switch
    {
        null => null,
        TomlString text => text.Value,
        _ => throw Bad(key, "is no text"),
    };

    public long Integer(string key) => Get(key) is TomlInteger number ? number.Value : throw Bad(key, "is no number");

    public bool Flag(string key) => Get(key) switch
    {
        null => false,
        TomlBoolean flag => flag.Value,
        _ => throw Bad(key, "is neither true nor false"),
    };

    public string Time(string key) => Get(key) is TomlTime time ? time.Text : throw Bad(key, "is no time");

    public ImmutableArray<string> Strings(string key) => Get(key) is TomlArray array
        ? [.. array.Items.Select(item => item is TomlString text ? text.Value : throw Bad(key, "is no list of texts"))]
        : throw Bad(key, "is no list of texts");

    public ImmutableSortedDictionary<string, string> TextTable(string key) => Get(key) switch
    {
        null => ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        TomlTable inner => inner.Entries.ToImmutableSortedDictionary(
            e => e.Key, e => e.Value is TomlString text ? text.Value : throw Bad(key, "is no table of texts"), StringComparer.Ordinal),
        _ => throw Bad(key, "is no table"),
    };

    public LockTable? OptionalTable(string key) => Get(key) is { } value ? new LockTable(document, value) : null;

    public IEnumerable<LockTable> Tables(string key) => Get(key) switch
    {
        null => [],
        TomlArray array => array.Items.Select(item => new LockTable(document, item)),
        _ => throw Bad(key, "is no list of tables"),
    };

    public void Finish()
    {
        TomlEntry? unknown = table.Entries.FirstOrDefault(entry => !read.Contains(entry.Key));
        if (unknown is not null)
        {
            throw Problem(document.PlaceOf(unknown), $"there is no key `{unknown.Key}` here");
        }
    }

    public NukaException Bad(string key, string what) =>
        Problem(table.TryGet(key, out TomlEntry? entry) ? document.PlaceOf(entry) : document.PlaceOf(table), $"`{key}` {what}");

    private TomlValue? Get(string key)
    {
        read.Add(key);
        return table[key];
    }

    private static NukaException Problem(Place place, string message) => new Problem("projects/bad-lock", message)
    {
        Place = place,
        Hints = ["a lock is written by nuka alone: restore it, or remove it and try: nuka lock"],
    }.ToException();
}
