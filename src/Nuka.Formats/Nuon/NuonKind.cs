namespace Nuka.Formats.Nuon;

/// <summary>What a NUON value is: the types of Nushell whose values can be written as text.</summary>
public enum NuonKind
{
    /// <summary><c>null</c>.</summary>
    Nothing,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A 64-bit signed integer.</summary>
    Integer,

    /// <summary>An IEEE 754 double.</summary>
    Float,

    /// <summary>Text.</summary>
    String,

    /// <summary>Bytes: <c>0x[FF 00]</c>.</summary>
    Binary,

    /// <summary>A span of time in nanoseconds: <c>5sec</c>.</summary>
    Duration,

    /// <summary>A size in bytes: <c>5kib</c>.</summary>
    FileSize,

    /// <summary>A date with a time and an offset.</summary>
    Date,

    /// <summary>Numbers from one to another: <c>1..5</c>.</summary>
    Range,

    /// <summary>A way into a value: <c>$.a.0</c>.</summary>
    CellPath,

    /// <summary>Values in order.</summary>
    List,

    /// <summary>Named values in order.</summary>
    Record,
}
