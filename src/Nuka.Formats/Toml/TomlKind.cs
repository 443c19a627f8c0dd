namespace Nuka.Formats.Toml;

/// <summary>What a TOML value is (TOML 1.0.0, sections String to Inline Table).</summary>
public enum TomlKind
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A 64-bit signed integer.</summary>
    Integer,

    /// <summary>An IEEE 754 double.</summary>
    Float,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A date, a time of day, or both, with or without an offset.</summary>
    Time,

    /// <summary>A list of values, or an array of tables.</summary>
    Array,

    /// <summary>Named values.</summary>
    Table,
}
