using Nuka.Platform.Errors;

namespace Nuka.Formats;

/// <summary>Turns offsets into places that a person can go to.</summary>
public static class TextPlaces
{
    private const int LongestLine = 500;

    /// <summary>The place of a part of a text.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="file">The file's name for people.</param>
    /// <param name="offset">Where the part begins, in UTF-16 units.</param>
    /// <param name="length">Its length; what goes past the end of the line is left out.</param>
    public static Place At(string text, string file, int offset, int length)
    {
        int line = 1 + text.AsSpan(0, offset).Count('\n');
        int start = text.AsSpan(0, offset).LastIndexOf('\n') + 1;
        int end = text.IndexOf('\n', offset);
        string lineText = text[start..(end < 0 ? text.Length : end)].TrimEnd('\r');
        return new Place(file, line, offset - start + 1)
        {
            Length = Math.Max(1, Math.Min(length, lineText.Length - (offset - start))),
            LineText = lineText.Length <= LongestLine ? lineText : null,
        };
    }
}
