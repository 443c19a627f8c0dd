using System.Collections.Immutable;
using System.Globalization;

namespace Nuka.Build.Outputs.Leaks;

/// <summary>
/// The ways in which programs write the day on which they are built. Two builds of one day agree on it, so comparing them does not show it; but no other day stands so in what is
/// built from older sources.
/// </summary>
public static class DateWords
{
    private static readonly ImmutableArray<string> Forms =
    [
        "yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "yyyy.MM.dd", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "MMM dd yyyy", "MMM d yyyy", "MMM d, yyyy", "dd MMM yyyy", "d MMM yyyy",
        "dd-MMM-yyyy", "MMMM d, yyyy", "MMMM dd, yyyy", "d MMMM yyyy", "dd MMMM yyyy", "ddd MMM d ", "ddd MMM dd ", "ddd, dd MMM yyyy",
    ];

    /// <summary>The words of each day of a span of time, in universal time.</summary>
    /// <param name="from">Its begin.</param>
    /// <param name="to">Its end.</param>
    public static ImmutableArray<ForbiddenWord> Of(DateTimeOffset from, DateTimeOffset to)
    {
        ImmutableArray<ForbiddenWord>.Builder words = ImmutableArray.CreateBuilder<ForbiddenWord>();
        for (DateTime day = from.UtcDateTime.Date; day <= to.UtcDateTime.Date; day = day.AddDays(1))
        {
            // asctime(3) and __DATE__ write a day below ten with a space before it.
            IEnumerable<string> padded = [$"{day.ToString("MMM", CultureInfo.InvariantCulture)} {day.Day,2} {day.Year}", $"{day.ToString("ddd MMM", CultureInfo.InvariantCulture)} {day.Day,2} "];
            words.AddRange(Forms.Select(form => day.ToString(form, CultureInfo.InvariantCulture)).Concat(padded).Distinct(StringComparer.Ordinal)
                .Select(text => new ForbiddenWord(text, "the day of the build")));
        }

        return words.ToImmutable();
    }
}
