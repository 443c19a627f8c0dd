using System.Globalization;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>How old something is, as people type it: <c>12h</c>, <c>30d</c>, <c>8w</c>.</summary>
internal static class Age
{
    private const int LongestInWeeks = 5200;

    /// <summary>Reads an age.</summary>
    /// <exception cref="UsageException"><c>cli/bad-value</c>.</exception>
    internal static TimeSpan Parse(string text)
    {
        double unit = text.Length == 0 ? 0 : text[^1] switch
        {
            'h' => 1,
            'd' => 24,
            'w' => 168,
            _ => 0,
        };
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count * unit <= LongestInWeeks * 168.0
            ? TimeSpan.FromHours(count * unit)
            : throw new UsageException(new Problem("cli/bad-value", $"`{text}` is no age") { Hints = ["an age is a number with h, d or w behind it: 30d"] });
    }
}
