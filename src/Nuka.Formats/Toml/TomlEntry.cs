namespace Nuka.Formats.Toml;

/// <summary>A key with its value.</summary>
public sealed class TomlEntry
{
    internal TomlEntry(string key, TomlValue value, int keyStart, int keyEnd, int statementStart)
    {
        Key = key;
        Value = value;
        KeyStart = keyStart;
        KeyEnd = keyEnd;
        StatementStart = statementStart;
    }

    /// <summary>The key, quotes and escapes resolved.</summary>
    public string Key { get; }

    /// <summary>The value.</summary>
    public TomlValue Value { get; }

    /// <summary>Offset of the key's own first character.</summary>
    public int KeyStart { get; }

    /// <summary>Offset behind the key's last character.</summary>
    public int KeyEnd { get; }

    /// <summary>Offset of the <c>a.b.c = value</c> that wrote it, or -1 for a table that only headers or longer keys made.</summary>
    internal int StatementStart { get; }
}
