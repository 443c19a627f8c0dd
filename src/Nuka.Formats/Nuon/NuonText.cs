using System.Globalization;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Nuon;

/// <summary>
/// Writes NUON. Both forms hold no blank between values, quote every text, and are read back by Nushell and by <see cref="NuonDocument"/>
/// to an equal value; Nushell's own writer is not used, since it writes some words bare that it cannot read (specs/nuon.md).
/// </summary>
public static class NuonText
{
    /// <summary>Writes any value; the fields of records in their own order.</summary>
    /// <param name="value">The value.</param>
    public static string Write(NuonValue value)
    {
        StringBuilder text = new();
        Append(text, value, canonical: false);
        return text.ToString();
    }

    /// <summary>
    /// Writes the canonical form, of which every value has exactly one: the fields of records in the order of their UTF-8 bytes. Only values that
    /// mean the same everywhere have one: nothing, booleans, integers, text, bytes, durations, sizes, lists and records.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns>UTF-8 without a byte order mark or an end of line.</returns>
    /// <exception cref="NukaException"><c>formats/nuon-not-canonical</c>: the value holds a float, a date, a range or a cell path.</exception>
    public static byte[] WriteCanonical(NuonValue value)
    {
        StringBuilder text = new();
        Append(text, value, canonical: true);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text.ToString());
    }

    /// <summary>Writes any value for people: a field or an item on a line, text of several lines as it stands.</summary>
    /// <param name="value">The value.</param>
    /// <returns>A text that is read back to an equal value.</returns>
    public static string WriteIndented(NuonValue value)
    {
        StringBuilder text = new();
        AppendIndented(text, value, "\n");
        return text.ToString();
    }

    /// <summary>One text in quotes, as both forms have it.</summary>
    /// <param name="value">Text without lone surrogates.</param>
    public static string Quote(string value)
    {
        StringBuilder text = new(value.Length + 2);
        AppendQuoted(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, NuonValue value, bool canonical)
    {
        if (canonical && value is NuonFloat or NuonDate or NuonRange or NuonCellPath)
        {
            throw new Problem("formats/nuon-not-canonical", $"a {Name(value.Kind)} has no canonical form: {Write(value)}")
            {
                Hints = ["write it as text, or as whole numbers of a smaller unit"],
            }.ToException();
        }

        switch (value)
        {
            case NuonList list:
                AppendList(text, list, canonical);
                break;
            case NuonRecord record:
                AppendRecord(text, record, canonical);
                break;
            case NuonString words:
                AppendQuoted(text, words.Value);
                break;
            case NuonCellPath path:
                AppendPath(text, path);
                break;
            default:
                text.Append(Scalar(value));
                break;
        }
    }

    private static string Scalar(NuonValue value) => value switch
    {
        NuonNothing => "null",
        NuonBoolean boolean => boolean.Value ? "true" : "false",
        NuonInteger integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        NuonFloat number => Float(number.Value),
        NuonDuration span => string.Create(CultureInfo.InvariantCulture, $"{span.Nanoseconds}ns"),
        NuonFileSize size => string.Create(CultureInfo.InvariantCulture, $"{size.Bytes}b"),
        NuonBinary bytes => $"0x[{Convert.ToHexString(bytes.Value.AsSpan())}]",
        NuonDate date => date.Text,
        NuonRange range => Range(range),
        _ => throw new ArgumentException($"{value.Kind} is no scalar", nameof(value)),
    };

    private static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }

    private static string Range(NuonRange range) =>
        Scalar(range.First) + (range.Second is null ? "" : ".." + Scalar(range.Second))
        + (range.EndsBefore ? "..<" : "..") + (range.Last is null ? "" : Scalar(range.Last));

    private static void AppendIndented(StringBuilder text, NuonValue value, string line)
    {
        string inner = line + "  ";
        switch (value)
        {
            case NuonList { Items.Length: > 0 } list:
                text.Append('[');
                foreach (NuonValue item in list.Items)
                {
                    AppendIndented(text.Append(inner), item, inner);
                }

                text.Append(line).Append(']');
                break;
            case NuonRecord { Fields.Length: > 0 } record:
                text.Append('{');
                foreach (NuonField field in record.Fields)
                {
                    AppendQuoted(text.Append(inner), field.Name);
                    AppendIndented(text.Append(": "), field.Value, inner);
                }

                text.Append(line).Append('}');
                break;
            case NuonString words when IsPlainLines(words.Value):
                text.Append("r#'").Append(words.Value).Append("'#");
                break;
            default:
                Append(text, value, canonical: false);
                break;
        }
    }

    // Nushell takes a raw text that begins with `#` for another kind of quote.
    private static bool IsPlainLines(string words) =>
        words.Contains('\n') && words[0] != '#' && !words.Contains("'#", StringComparison.Ordinal) && words.All(c => c is '\n' or '\t' || !char.IsControl(c));

    private static void AppendList(StringBuilder text, NuonList list, bool canonical)
    {
        text.Append('[');
        for (int i = 0; i < list.Items.Length; i++)
        {
            Append(i == 0 ? text : text.Append(','), list.Items[i], canonical);
        }

        text.Append(']');
    }

    private static void AppendRecord(StringBuilder text, NuonRecord record, bool canonical)
    {
        text.Append('{');
        bool first = true;
        foreach (NuonField field in canonical ? record.Fields.Sort(ByUtf8) : record.Fields)
        {
            AppendQuoted(first ? text : text.Append(','), field.Name);
            Append(text.Append(':'), field.Value, canonical);
            first = false;
        }

        text.Append('}');
    }

    /// <summary>The order of UTF-8 bytes is that of code points, which UTF-16's units break only above the surrogates.</summary>
    private static int ByUtf8(NuonField left, NuonField right) =>
        Encoding.UTF8.GetBytes(left.Name).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.Name));

    private static void AppendPath(StringBuilder text, NuonCellPath path)
    {
        text.Append(path.Members.Length == 0 ? "$." : "$");
        foreach (NuonPathMember member in path.Members)
        {
            text.Append('.');
            if (member.Name is null)
            {
                text.Append(member.Row);
            }
            else
            {
                AppendQuoted(text, member.Name);
            }

            text.Append(member.Optional ? "?" : "").Append(member.FoldsCase ? "!" : "");
        }
    }

    private static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or '\u007F' => text.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)c:x}}}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static string Name(NuonKind kind) => kind switch
    {
        NuonKind.Float => "float",
        NuonKind.Date => "date",
        NuonKind.Range => "range",
        _ => "cell path",
    };
}
