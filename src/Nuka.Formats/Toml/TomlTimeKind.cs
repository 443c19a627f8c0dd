namespace Nuka.Formats.Toml;

/// <summary>Which of TOML's four kinds of time a value is.</summary>
public enum TomlTimeKind
{
    /// <summary>Date, time and offset: an instant.</summary>
    OffsetDateTime,

    /// <summary>Date and time without an offset.</summary>
    LocalDateTime,

    /// <summary>A date alone.</summary>
    LocalDate,

    /// <summary>A time of day alone.</summary>
    LocalTime,
}
