using System.Globalization;
using System.Text.RegularExpressions;

namespace Nuka.Formats.Toml;

/// <content>Numbers, truth values and times.</content>
internal sealed partial class TomlReader
{
    private TomlValue ReadScalar()
    {
        int start = at;
        SkipScalar();
        if (at - start == 10 && Peek(0) == ' ' && char.IsAsciiDigit(Peek(1)) && LocalDate().IsMatch(text.AsSpan(start, 10)))
        {
            at++;
            SkipScalar();
        }

        string token = text[start..at];
        switch (token)
        {
            case "":
                throw Bad(start, "expected a value");
            case "true" or "false":
                return new TomlBoolean(token == "true", start, at);
        }

        return (TomlValue?)ReadInteger(token, start) ?? (TomlValue?)ReadFloat(token, start) ?? ReadTime(token, start)
            ?? throw Bad(start, $"`{token}` is no value (text stands in quotes)");
    }

    private void SkipScalar()
    {
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '+' or '-' or '_' or '.' or ':'))
        {
            at++;
        }
    }

    private TomlInteger? ReadInteger(string token, int start)
    {
        if (DecimalInteger().IsMatch(token))
        {
            return long.TryParse(token.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out long number)
                ? new TomlInteger(number, start, at)
                : throw Bad(start, "the number does not fit 64 bits");
        }

        int radix = HexInteger().IsMatch(token) ? 16 : OctalInteger().IsMatch(token) ? 8 : BinaryInteger().IsMatch(token) ? 2 : 0;
        if (radix == 0)
        {
            return null;
        }

        long value = 0;
        foreach (char digit in token.AsSpan(2))
        {
            if (digit != '_')
            {
                Int128 next = ((Int128)value * radix) + Convert.ToInt32(digit.ToString(), 16);
                value = next <= long.MaxValue ? (long)next : throw Bad(start, "the number does not fit 64 bits");
            }
        }

        return new TomlInteger(value, start, at);
    }

    private TomlFloat? ReadFloat(string token, int start)
    {
        string unsigned = token.TrimStart('+', '-');
        double? special = unsigned switch { "inf" => double.PositiveInfinity, "nan" => double.NaN, _ => null };
        if (special is { } value)
        {
            return token.Length - unsigned.Length > 1 ? null : new TomlFloat(token[0] == '-' ? -value : value, start, at);
        }

        return Float().IsMatch(token)
            ? new TomlFloat(double.Parse(token.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), start, at)
            : null;
    }

    private TomlTime? ReadTime(string token, int start)
    {
        Match match = Time().Match(token);
        if (!match.Success)
        {
            return null;
        }

        bool hasDate = match.Groups["date"].Success;
        bool hasTime = match.Groups["time"].Success;
        bool hasOffset = match.Groups["offset"].Success;
        if ((!hasDate && (!hasTime || hasOffset)) || (hasDate && hasTime && !match.Groups["mark"].Success)
            || (!hasTime && (hasOffset || match.Groups["mark"].Success)) || (!hasDate && match.Groups["mark"].Success))
        {
            return null;
        }

        if ((hasDate && !DateOnly.TryParseExact(match.Groups["date"].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            || !InRange(match, "hour", 23) || !InRange(match, "minute", 59) || !InRange(match, "second", 59)
            || !InRange(match, "offsetHour", 23) || !InRange(match, "offsetMinute", 59))
        {
            throw Bad(start, "there is no such date or time");
        }

        TomlTimeKind kind = !hasTime ? TomlTimeKind.LocalDate : !hasDate ? TomlTimeKind.LocalTime
            : hasOffset ? TomlTimeKind.OffsetDateTime : TomlTimeKind.LocalDateTime;
        string canonical = match.Groups["date"].Value + (hasDate && hasTime ? "T" : "") + match.Groups["time"].Value
            + match.Groups["offset"].Value.ToUpperInvariant();
        return new TomlTime(kind, canonical, start, at);
    }

    private static bool InRange(Match match, string group, int most) =>
        !match.Groups[group].Success || int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) <= most;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalDate();

    [GeneratedRegex(@"^[+-]?(0|[1-9](_?[0-9])*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalInteger();

    [GeneratedRegex(@"^0x[0-9A-Fa-f](_?[0-9A-Fa-f])*\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexInteger();

    [GeneratedRegex(@"^0o[0-7](_?[0-7])*\z", RegexOptions.CultureInvariant)]
    private static partial Regex OctalInteger();

    [GeneratedRegex(@"^0b[01](_?[01])*\z", RegexOptions.CultureInvariant)]
    private static partial Regex BinaryInteger();

    [GeneratedRegex(@"^[+-]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})?(?<mark>[Tt ])?"
        + @"(?<time>(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.[0-9]+)?)?"
        + @"(?<offset>[Zz]|[+-](?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
