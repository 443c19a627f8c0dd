namespace Nuka.Formats.Toml;

/// <summary>True or false.</summary>
public sealed class TomlBoolean : TomlValue
{
    internal TomlBoolean(bool value, int start, int end)
        : base(TomlKind.Boolean, start, end) => Value = value;

    /// <summary>The truth value.</summary>
    public bool Value { get; }
}
