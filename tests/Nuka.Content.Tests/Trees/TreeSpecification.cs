using System.Text;

namespace Nuka.Content.Tests.Trees;

/// <summary>Reads the fenced blocks of specs/tree.md.</summary>
internal static class TreeSpecification
{
    /// <summary>The lines of every block of a kind, with the number of the line that it begins on.</summary>
    internal static List<(int Line, string[] Lines)> Blocks(string kind)
    {
        List<(int, string[])> blocks = [];
        string[] lines = File.ReadAllLines(Path.Join(Checkout.Directory, "specs/tree.md"));
        for (int at = 0; at < lines.Length; at++)
        {
            if (lines[at] != "```" + kind)
            {
                continue;
            }

            int end = Array.IndexOf(lines, "```", at + 1);
            blocks.Add((at + 1, lines[(at + 1)..end]));
            at = end;
        }

        return blocks;
    }

    /// <summary>Bytes of text between quotes, with the escapes <c>\xNN</c> and <c>\n</c>.</summary>
    internal static byte[] Bytes(string quoted)
    {
        List<byte> bytes = [];
        string text = quoted[1..^1];
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text[at].ToString()));
            }
            else if (text[++at] == 'x')
            {
                bytes.Add(Convert.ToByte(text.Substring(at + 1, 2), 16));
                at += 2;
            }
            else
            {
                bytes.Add((byte)'\n');
            }
        }

        return [.. bytes];
    }

    /// <summary>Bytes in hexadecimal, with spaces and <c>aa*32</c>.</summary>
    internal static byte[] Hexadecimal(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word =>
            word.Split('*') is [string one, string times]
                ? Enumerable.Repeat(Convert.ToByte(one, 16), int.Parse(times, System.Globalization.CultureInfo.InvariantCulture))
                : Convert.FromHexString(word)),
    ];
}
