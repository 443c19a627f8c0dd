namespace Nuka.Build.Outputs;

/// <summary>Patterns of names: <c>*</c> stands for any characters, slashes too; everything else for itself.</summary>
public static class PathPattern
{
    /// <summary>Whether a pattern fits the whole of a text.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="text">The text.</param>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        // One star is taken back at most, the last one: time is at worst the product of the lengths.
        int inPattern = 0;
        int inText = 0;
        int star = -1;
        int starText = 0;
        while (inText < text.Length)
        {
            if (inPattern < pattern.Length && pattern[inPattern] == '*')
            {
                star = inPattern++;
                starText = inText;
            }
            else if (inPattern < pattern.Length && pattern[inPattern] == text[inText])
            {
                inPattern++;
                inText++;
            }
            else if (star >= 0)
            {
                inPattern = star + 1;
                inText = ++starText;
            }
            else
            {
                return false;
            }
        }

        return pattern[inPattern..].Trim('*').IsEmpty;
    }
}
