using System.Globalization;
using System.Text;

namespace Nuka.Cli.Output;

/// <summary>
/// Makes text from outside harmless for a terminal. Names of files, packages and mirrors reach messages; a control sequence in one could retitle the
/// window or hide a line, and a bidirectional override could make a command read as another.
/// </summary>
internal static class PrintableText
{
    /// <summary>The text with every control and direction character shown as <c>\u{…}</c>.</summary>
    internal static string From(string text)
    {
        int first = IndexOfHarmful(text, 0);
        if (first < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        for (int start = 0; ; first = IndexOfHarmful(text, start))
        {
            result.Append(text, start, (first < 0 ? text.Length : first) - start);
            if (first < 0)
            {
                return result.ToString();
            }

            result.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)text[first]:x}}}");
            start = first + 1;
        }
    }

    private static int IndexOfHarmful(string text, int start)
    {
        for (int index = start; index < text.Length; index++)
        {
            if (IsHarmful(text[index]))
            {
                return index;
            }
        }

        return -1;
    }

    // U+202A-202E and U+2066-2069 are the direction overrides and isolates (Unicode Standard Annex 9).
    private static bool IsHarmful(char character) =>
        (char.IsControl(character) && character != '\t')
            || character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
