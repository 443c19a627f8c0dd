using System.Diagnostics.CodeAnalysis;

namespace Nuka.Formats.Nuon;

/// <summary>Reads ranges: <c>1..5</c>, <c>1..3..9</c>, <c>..&lt;5</c>, <c>1..</c>.</summary>
internal static class NuonRangeWord
{
    /// <summary>Reads a word that holds <c>..</c>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="start">Its offset in the text.</param>
    /// <returns>The range or its fault; nothing if the word is text.</returns>
    public static WordReading Read(string word, int start)
    {
        if (word.StartsWith("...", StringComparison.Ordinal))
        {
            return default;
        }

        List<string> parts = [.. word.Split("..")];
        if (parts.Count > 3 || word.Contains("...", StringComparison.Ordinal))
        {
            bool hasNumber = parts.Exists(part => NuonWord.BeginsAsNumber(part) || (part.Length > 0 && NuonWord.ReadNumber(part, start).Value is not null));
            return hasNumber ? new(null, "too many dots for a range", true) : default;
        }

        char mark = parts[^1].Length > 0 ? parts[^1][0] : ' ';
        if (mark is '<' or '=')
        {
            parts[^1] = parts[^1][1..];
        }

        WordReading[] read = [.. parts.Select(part => part.Length == 0 ? default : NuonWord.ReadNumber(part, start))];
        bool numeric = NuonWord.BeginsAsNumber(word) || read[0].Value is not null || Array.Exists(read, part => part.Ambiguous);
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Length > 0 && read[i].Value is null)
            {
                // Neither a range nor certainly text: `1..5kb` is an error for Nushell, `../5` is a path.
                return numeric ? new(null, $"`{parts[i]}` is no number of a range", true) : default;
            }
        }

        NuonValue? last = read[^1].Value;
        NuonValue? second = parts.Count == 3 ? read[1].Value : null;
        if (parts.Count == 3 && second is null || read[0].Value is null && last is null || mark is '<' or '=' && last is null)
        {
            return numeric ? new(null, "a part of the range is missing", true) : default;
        }

        NuonValue first = read[0].Value ?? new NuonInteger(0, start, start);
        return Fault(first, second, last) is { } fault
            ? new(null, fault, Ambiguous: true)
            : new(new NuonRange(first, second, last, mark == '<', start, start + word.Length));
    }

    [SuppressMessage("Style", "IDE0046", Justification = "a list of rules reads better than a chain of conditions")]
    private static string? Fault(NuonValue first, NuonValue? second, NuonValue? last)
    {
        double from = Number(first);
        double to = last is null ? double.PositiveInfinity : Number(last);
        if (double.IsNaN(from) || double.IsNaN(to) || double.IsInfinity(from) || second is not null && !double.IsFinite(Number(second)))
        {
            return "a range is of finite numbers";
        }

        if (second is null)
        {
            return from == to && (first is NuonFloat || last is NuonFloat) ? "a range of floats needs a second number to know its step" : null;
        }

        double step = Number(second) - from;
        if (step == 0)
        {
            return "the step of the range is zero";
        }

        return last is not null && (step > 0 ? from >= to : from <= to) ? "the range runs nowhere, or the other way" : null;
    }

    private static double Number(NuonValue value) => value is NuonInteger integer ? integer.Value : ((NuonFloat)value).Value;
}
