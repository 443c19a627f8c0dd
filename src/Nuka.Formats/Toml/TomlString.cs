namespace Nuka.Formats.Toml;

/// <summary>Text.</summary>
public sealed class TomlString : TomlValue
{
    internal TomlString(string value, int start, int end)
        : base(TomlKind.String, start, end) => Value = value;

    /// <summary>The text, escapes resolved.</summary>
    public string Value { get; }
}
