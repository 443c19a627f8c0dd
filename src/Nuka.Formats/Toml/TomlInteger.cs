namespace Nuka.Formats.Toml;

/// <summary>An integer.</summary>
public sealed class TomlInteger : TomlValue
{
    internal TomlInteger(long value, int start, int end)
        : base(TomlKind.Integer, start, end) => Value = value;

    /// <summary>The number.</summary>
    public long Value { get; }
}
