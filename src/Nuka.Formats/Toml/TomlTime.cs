namespace Nuka.Formats.Toml;

/// <summary>A date, a time, or both, kept as its RFC 3339 text: no precision is lost and no time zone is guessed.</summary>
public sealed class TomlTime : TomlValue
{
    internal TomlTime(TomlTimeKind timeKind, string text, int start, int end)
        : base(TomlKind.Time, start, end)
    {
        TimeKind = timeKind;
        Text = text;
    }

    /// <summary>Which of the four kinds.</summary>
    public TomlTimeKind TimeKind { get; }

    /// <summary>RFC 3339 text with an upper-case <c>T</c> and <c>Z</c>.</summary>
    public string Text { get; }
}
