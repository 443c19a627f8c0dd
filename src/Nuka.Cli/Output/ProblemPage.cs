using System.Globalization;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Output;

/// <summary>Renders a problem by the grammar of errors: the error line, the place with its source line, the reasons, at most two hints, or where more
/// is said.</summary>
internal static class ProblemPage
{
    /// <summary>No more hints than a person follows.</summary>
    internal const int MaximumHints = 2;

    /// <summary>A source line longer than this is shown in part, around the span.</summary>
    internal const int MaximumSourceColumns = 120;

    private const int TabColumns = 4;

    /// <summary>The lines, without the last line end.</summary>
    internal static string Render(Problem problem, bool colored)
    {
        var palette = new Palette(colored);
        var page = new StringBuilder();
        page.Append(palette.Paint(Style.Error, $"error[{problem.Code}]")).Append(": ");
        page.Append(palette.Paint(Style.Bold, PrintableText.From(problem.Message)));
        if (problem.Place is { } place)
        {
            AppendPlace(page, place, palette);
        }

        foreach (string reason in problem.Reasons)
        {
            page.Append("\n  ").Append(PrintableText.From(reason));
        }

        foreach (string hint in problem.Hints.Take(MaximumHints))
        {
            page.Append('\n').Append(palette.Paint(Style.Aside, "hint:")).Append(' ').Append(PrintableText.From(hint));
        }

        if (problem.Hints.IsEmpty)
        {
            page.Append('\n').Append(palette.Paint(Style.Aside, "more:")).Append(" nuka explain ").Append(problem.Code);
        }

        return page.ToString();
    }

    private static void AppendPlace(StringBuilder page, Place place, Palette palette)
    {
        string number = place.Line.ToString(CultureInfo.InvariantCulture);
        string margin = new(' ', place.Line > 0 ? number.Length : 1);
        string position = place.Line == 0 ? string.Empty : place.Column == 0 ? $":{number}" : $":{number}:{place.Column}";
        page.Append('\n').Append(margin).Append(' ').Append(palette.Paint(Style.Aside, "-->")).Append(' ');
        page.Append(PrintableText.From(place.File)).Append(position);
        if (place.Line == 0 || place.LineText is not { } text)
        {
            return;
        }

        string bar = palette.Paint(Style.Aside, "|");
        (string line, int start, int length) = Cut(text, place.Column, place.Length);
        page.Append('\n').Append(margin).Append("  ").Append(bar);
        page.Append("\n ").Append(palette.Paint(Style.Aside, number)).Append(' ').Append(bar).Append(' ').Append(line);
        if (place.Column > 0)
        {
            string carets = palette.Paint(Style.Error, new string('^', length));
            page.Append('\n').Append(margin).Append("  ").Append(bar).Append(' ').Append(' ', start).Append(carets);
        }
    }

    // Shows at most MaximumSourceColumns columns around the span; what was left out is marked by an ellipsis.
    private static (string Line, int Start, int Length) Cut(string text, int column, int spanLength)
    {
        int index = Math.Clamp(column - 1, 0, text.Length);
        string before = Expand(text[..index]);
        string span = Expand(text.Substring(index, Math.Clamp(spanLength, 0, text.Length - index)));
        string line = before + span + Expand(text[Math.Min(text.Length, index + Math.Max(spanLength, 0))..]);
        int start = before.Length;
        int length = Math.Max(1, span.Length);
        if (line.Length > MaximumSourceColumns)
        {
            int from = Math.Clamp(start - (MaximumSourceColumns / 3), 0, line.Length - MaximumSourceColumns);
            bool endsEarly = from + MaximumSourceColumns < line.Length;
            line = $"{(from > 0 ? "…" : "")}{line.AsSpan(from, MaximumSourceColumns)}{(endsEarly ? "…" : "")}";
            start -= from > 0 ? from - 1 : 0;
            length = Math.Max(1, Math.Min(length, line.Length - start));
        }

        return (line, start, length);
    }

    private static string Expand(string text) => PrintableText.From(text.Replace("\t", new string(' ', TabColumns), StringComparison.Ordinal));
}
