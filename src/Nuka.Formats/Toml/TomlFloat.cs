namespace Nuka.Formats.Toml;

/// <summary>A floating-point number.</summary>
public sealed class TomlFloat : TomlValue
{
    internal TomlFloat(double value, int start, int end)
        : base(TomlKind.Float, start, end) => Value = value;

    /// <summary>The number; may be infinite or not a number.</summary>
    public double Value { get; }
}
