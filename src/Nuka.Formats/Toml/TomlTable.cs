using System.Diagnostics.CodeAnalysis;

namespace Nuka.Formats.Toml;

/// <summary>Named values, in the order of the document.</summary>
public sealed class TomlTable : TomlValue
{
    private readonly Dictionary<string, TomlEntry> byKey = new(StringComparer.Ordinal);
    private readonly List<TomlEntry> entries = [];

    internal TomlTable(TomlTableOrigin origin, int start, int end)
        : base(TomlKind.Table, start, end)
    {
        Origin = origin;
        BodyEnd = end;
    }

    /// <summary>The entries in the order of the document.</summary>
    public IReadOnlyList<TomlEntry> Entries => entries;

    /// <summary>How it came to be; a header may turn an implied table into a written one once.</summary>
    internal TomlTableOrigin Origin { get; private set; }

    /// <summary>Its own header, once there is one: offsets of <c>[</c> and behind <c>]</c>; (-1, -1) before.</summary>
    internal (int Start, int End) Header { get; private set; } = (-1, -1);

    /// <summary>Behind the last statement that stands under its header (or behind the header); where a new key goes.</summary>
    internal int BodyEnd { get; set; }

    /// <summary>For a table made by a dotted key: the section in which that key stands.</summary>
    internal TomlTable? Section { get; init; }

    /// <summary>The entry of that name.</summary>
    /// <param name="key">The key, exactly.</param>
    /// <param name="entry">The entry, if there is one.</param>
    public bool TryGet(string key, [NotNullWhen(true)] out TomlEntry? entry) => byKey.TryGetValue(key, out entry);

    /// <summary>The value of that name, or <see langword="null"/>.</summary>
    /// <param name="key">The key, exactly.</param>
    public TomlValue? this[string key] => byKey.TryGetValue(key, out TomlEntry? entry) ? entry.Value : null;

    /// <summary>The text of that name, or <see langword="null"/> if it is absent or no text.</summary>
    /// <param name="key">The key, exactly.</param>
    public string? Text(string key) => (this[key] as TomlString)?.Value;

    internal bool TryAdd(TomlEntry entry)
    {
        if (!byKey.TryAdd(entry.Key, entry))
        {
            return false;
        }

        entries.Add(entry);
        return true;
    }

    internal void Define(int start, int end)
    {
        Origin = TomlTableOrigin.Header;
        Header = (start, end);
        BodyEnd = end;
    }
}
