namespace Nuka.Projects.Discovery.C;

/// <summary>A line of a makefile after its variables were replaced, which knows where its characters stood before.</summary>
internal sealed record MakeLine(string Text, IReadOnlyList<MakeLine.Part> Parts)
{
    /// <summary>Where a stretch of the text stood; none if a variable's value has all of it: it is shown where that is set.</summary>
    /// <param name="start">Where it begins here.</param>
    /// <param name="length">How long it is here.</param>
    public int? Place(int start, int length)
    {
        int shift = 0;
        foreach (Part part in Parts)
        {
            if (start < part.Start)
            {
                break;
            }

            if (start < part.Start + part.Length)
            {
                return start + length <= part.Start + part.Length ? null : part.WrittenStart;
            }

            shift = part.WrittenStart + part.WrittenLength - part.Start - part.Length;
        }

        return start + shift;
    }

    /// <summary>A variable's value.</summary>
    /// <param name="Start">Where it begins in the text.</param>
    /// <param name="Length">How long it is.</param>
    /// <param name="WrittenStart">Where the variable's name stood before.</param>
    /// <param name="WrittenLength">How long that was.</param>
    internal sealed record Part(int Start, int Length, int WrittenStart, int WrittenLength);
}
