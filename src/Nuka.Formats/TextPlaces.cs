using Nuka.Platform.Errors;

namespace Nuka.Formats;

/// <summary>Turns offsets into places that a person can go to.</summary>
internal static class TextPlaces
{
    private const int LongestLine = 500;

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
