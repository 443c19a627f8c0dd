using System.Collections.Frozen;
using System.Globalization;

namespace Nuka.Formats.Nuon;

/// <summary>What a word without quotes means, in the order in which Nushell tries: range, size, duration, date, number, text.</summary>
internal static class NuonWord
{
    private static readonly (string Suffix, long Factor)[] Durations =
    [
        ("ns", 1), ("us", 1_000), ("\u00B5s", 1_000), ("\u03BCs", 1_000), ("ms", 1_000_000), ("sec", 1_000_000_000), ("min", 60_000_000_000),
        ("hr", 3_600_000_000_000), ("day", 86_400_000_000_000), ("wk", 604_800_000_000_000),
    ];

    // The longest first: `kib` also ends in `b`. Zetta and yotta are known, so that they are refused, not taken for text.
    private static readonly (string Suffix, long Factor)[] Sizes =
    [
        ("kib", 1L << 10), ("mib", 1L << 20), ("gib", 1L << 30), ("tib", 1L << 40), ("pib", 1L << 50), ("eib", 1L << 60),
        ("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("pb", 1_000_000_000_000_000),
        ("eb", 1_000_000_000_000_000_000), ("b", 1),
    ];

    private static readonly FrozenSet<string> Assignments = new[] { "=", "+=", "-=", "*=", "/=", "++=" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Operators =
        new[] { "o", "out", "e", "err", "o+e", "out+err", "e+o", "err+out" }
            .SelectMany(stream => new[] { stream + ">", stream + ">>", stream + ">|" }).Append("&&").Concat(Assignments).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a word by itself assigns, redirects a stream or joins commands, so that it is no text.</summary>
    /// <param name="word">The word.</param>
    public static bool IsOperator(string word) => Operators.Contains(word);

    /// <summary>Whether a word by itself assigns; inside a list such a word is text all the same.</summary>
    /// <param name="word">The word.</param>
    public static bool IsAssignment(string word) => Assignments.Contains(word);

    /// <summary>Whether a word begins as a number does: a digit, or a point or sign and a digit.</summary>
    /// <param name="word">The word.</param>
    public static bool BeginsAsNumber(string word) =>
        word.Length > 0 && (char.IsAsciiDigit(word[0]) || (word.Length > 1 && word[0] is '.' or '-' && char.IsAsciiDigit(word[1])));

    /// <summary>Reads a word.</summary>
    /// <param name="word">At least one character, no blanks, quotes or brackets.</param>
    /// <param name="start">Its offset in the text.</param>
    public static WordReading Read(string word, int start)
    {
        int end = start + word.Length;
        switch (word)
        {
            case "true" or "false":
                return new(new NuonBoolean(word == "true", start, end));
            case "null":
                return new(new NuonNothing(start, end));
            case "0b":
                return new(new NuonFileSize(0, start, end));
            default:
                break;
        }

        if (word.Contains("..", StringComparison.Ordinal) && NuonRangeWord.Read(word, start) is { IsText: false } range)
        {
            return range;
        }

        WordReading number = ReadNumber(word, start);
        if (!number.IsText)
        {
            return number;
        }

        if (ReadUnit(word, Sizes, StringComparison.OrdinalIgnoreCase, out long bytes) is { } sizeFault)
        {
            return sizeFault.Fault is null ? new(new NuonFileSize(bytes, start, end)) : sizeFault;
        }

        if (ReadUnit(word, Durations, StringComparison.Ordinal, out long nanoseconds) is { } spanFault)
        {
            return spanFault.Fault is null ? new(new NuonDuration(nanoseconds, start, end)) : spanFault;
        }

        return new(NuonDate.TryParse(word, start));
    }

    /// <summary>Reads an integer or a float.</summary>
    /// <param name="word">The word.</param>
    /// <param name="start">Its offset in the text.</param>
    public static WordReading ReadNumber(string word, int start)
    {
        int end = start + word.Length;
        string bare = word.Replace("_", "", StringComparison.Ordinal);
        int radix = bare.Length >= 2 && bare[0] == '0' ? bare[1] switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 } : 0;
        if (radix != 0)
        {
            return ReadDigits(bare[2..], radix, start, end);
        }

        return TryInteger(word, out long integer) ? new(new NuonInteger(integer, start, end))
            : TryFloat(word, out double value) ? new(new NuonFloat(value, start, end)) : default;
    }

    private static WordReading ReadDigits(string digits, int radix, int start, int end)
    {
        if (digits.StartsWith('+'))
        {
            return new(null, "a sign behind the prefix of the base", Ambiguous: true);
        }

        UInt128 value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? int.Parse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : radix;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return new(null, $"no integer with the base {radix}");
            }

            value = (value * (uint)radix) + (uint)digit;
        }

        return digits.Length == 0 || value > ulong.MaxValue ? new(null, $"no integer with the base {radix}")
            : value > long.MaxValue ? new(null, "larger than any integer: Nushell would read a negative number", Ambiguous: true)
            : new(new NuonInteger((long)value, start, end));
    }

    /// <summary>Reads a decimal integer; underscores are ignored.</summary>
    /// <param name="word">The word.</param>
    /// <param name="value">Its value.</param>
    public static bool TryInteger(string word, out long value)
    {
        string digits = word.Contains('_') ? word.Replace("_", "", StringComparison.Ordinal) : word;
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryFloat(string word, out double value)
    {
        string digits = word.Contains('_') ? word.Replace("_", "", StringComparison.Ordinal) : word;
        ReadOnlySpan<char> bare = digits.AsSpan(digits.Length > 0 && digits[0] is '+' or '-' ? 1 : 0);
        double sign = digits.Length > 0 && digits[0] == '-' ? -1 : 1;
        if (bare.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (bare.Equals("inf", StringComparison.OrdinalIgnoreCase) || bare.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = sign * double.PositiveInfinity;
            return true;
        }

        value = 0;
        return bare.Length > 0 && (char.IsAsciiDigit(bare[0]) || bare[0] == '.')
            && double.TryParse(
                digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A number with a unit. A word that begins as a number and ends as a unit is never text: what is wrong between is an error.</summary>
    private static WordReading? ReadUnit(string word, (string Suffix, long Factor)[] units, StringComparison comparison, out long amount)
    {
        amount = 0;
        string? suffix = null;
        long factor = 0;
        for (int i = 0; i < units.Length && suffix is null; i++)
        {
            (suffix, factor) = word.EndsWith(units[i].Suffix, comparison) ? units[i] : default;
        }

        if (suffix is null || !BeginsAsNumber(word))
        {
            return null;
        }

        string digits = word[..^suffix.Length];
        if (TryInteger(digits, out long whole))
        {
            Int128 exact = (Int128)whole * factor;
            amount = (long)exact;
            return exact == amount ? default(WordReading) : new(null, "larger than any that can be held", Ambiguous: true);
        }

        if (!TryFloat(digits, out double number))
        {
            return new(null, $"`{digits}` before the unit `{suffix}` is no number", Ambiguous: true);
        }

        double scaled = number * factor;
        amount = (long)scaled;
        return Math.Abs(scaled) < long.MaxValue ? default(WordReading) : new(null, "larger than any that can be held", Ambiguous: true);
    }
}
