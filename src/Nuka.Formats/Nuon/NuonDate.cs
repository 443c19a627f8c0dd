using System.Globalization;

namespace Nuka.Formats.Nuon;

/// <summary>A date with a time of day and an offset, as RFC 3339 has it; a leap second and the year 0 can be written.</summary>
public sealed class NuonDate : NuonValue
{
    private NuonDate(string text, int start, int end)
        : base(NuonKind.Date, start, end) => Text = text;

    /// <summary>The date as Nushell prints it: <c>2020-01-01T00:00:00+00:00</c>, with three, six or nine digits of a fraction if there is one.</summary>
    public string Text { get; }

    /// <summary>Reads a date: alone (midnight, UTC), with a time (UTC), or with a time and an offset.</summary>
    /// <param name="text">One word.</param>
    /// <param name="start">Offset of its first character.</param>
    /// <returns>The date, or <see langword="null"/> if the word is none (Nushell then takes it for text).</returns>
    internal static NuonDate? TryParse(ReadOnlySpan<char> text, int start)
    {
        if (text.Length < 10 || !TryDay(text[..10], out string day))
        {
            return null;
        }

        ReadOnlySpan<char> rest = text[10..];
        if (rest.IsEmpty)
        {
            return new NuonDate(day + "T00:00:00+00:00", start, start + text.Length);
        }

        if (rest[0] is not ('T' or 't') || rest.Length < 9 || !TryTime(rest[1..9]))
        {
            return null;
        }

        string time = rest[1..9].ToString();
        rest = rest[9..];
        if (!TryFraction(ref rest, out string fraction) || !TryOffset(rest, out string offset))
        {
            return null;
        }

        return new NuonDate($"{day}T{time}{fraction}{offset}", start, start + text.Length);
    }

    private static bool TryDay(ReadOnlySpan<char> text, out string day)
    {
        day = text.ToString();
        return text[4] == '-' && text[7] == '-'
            && TryNumber(text[..4], 0, 9999, out int year) && TryNumber(text[5..7], 1, 12, out int month)

            // The calendar repeats every 400 years; DateTime knows no year 0.
            && TryNumber(text[8..], 1, DateTime.DaysInMonth((year % 400) + 400, month), out _);
    }

    private static bool TryTime(ReadOnlySpan<char> text) =>
        text[2] == ':' && text[5] == ':'
        && TryNumber(text[..2], 0, 23, out _) && TryNumber(text[3..5], 0, 59, out _) && TryNumber(text[6..], 0, 60, out _);

    private static bool TryFraction(ref ReadOnlySpan<char> rest, out string fraction)
    {
        fraction = "";
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        int digits = 1;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            digits++;
        }

        string nine = rest[1..Math.Min(digits, 10)].ToString().PadRight(9, '0');
        rest = rest[digits..];
        int kept = nine.EndsWith("000000", StringComparison.Ordinal) ? 3 : nine.EndsWith("000", StringComparison.Ordinal) ? 6 : 9;
        fraction = nine == "000000000" ? "" : "." + nine[..kept];
        return digits > 1;
    }

    private static bool TryOffset(ReadOnlySpan<char> rest, out string offset)
    {
        offset = rest.Length == 6 ? rest.ToString() : "+00:00";
        if (rest.Length == 6)
        {
            offset = offset == "-00:00" ? "+00:00" : offset;
            return rest[0] is '+' or '-' && rest[3] == ':' && TryNumber(rest[1..3], 0, 23, out _) && TryNumber(rest[4..], 0, 59, out _);
        }

        return rest.IsEmpty || (rest.Length == 1 && rest[0] is 'Z' or 'z');
    }

    private static bool TryNumber(ReadOnlySpan<char> text, int least, int most, out int number)
    {
        number = 0;
        return text.IndexOfAnyExceptInRange('0', '9') < 0
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
    }
}
