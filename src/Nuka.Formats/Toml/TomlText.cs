using System.Globalization;
using System.Text;

namespace Nuka.Formats.Toml;

/// <summary>Writes keys and values in the one canonical way.</summary>
public static class TomlText
{
    /// <summary>A key: bare where it can be, in quotes elsewhere.</summary>
    /// <param name="key">Any text.</param>
    public static string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : String(key);

    /// <summary>Several keys joined by dots.</summary>
    /// <param name="path">The parts.</param>
    public static string Path(IEnumerable<string> path) => string.Join('.', path.Select(Key));

    /// <summary>A basic string: control characters, quotes and backslashes escaped, everything else as it is.</summary>
    /// <param name="value">Any text without lone surrogates.</param>
    public static string String(string value)
    {
        StringBuilder text = new("\"", value.Length + 2);
        foreach (char c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\u007F' => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>An integer.</summary>
    /// <param name="value">The number.</param>
    public static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>True or false.</summary>
    /// <param name="value">The truth value.</param>
    public static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>A list of strings on one line.</summary>
    /// <param name="values">The strings.</param>
    public static string Strings(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(String))}]";
}
