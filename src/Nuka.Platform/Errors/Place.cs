namespace Nuka.Platform.Errors;

/// <summary>A span on one line of a text file, as a person counts: lines and columns begin at 1.</summary>
/// <param name="File">The file's path as the person knows it (relative to where they stand if possible).</param>
/// <param name="Line">Line number from 1, or 0 when only the file is known.</param>
/// <param name="Column">Column in characters from 1, or 0 when only the line is known.</param>
public sealed record Place(string File, int Line = 0, int Column = 0)
{
    /// <summary>Length of the span in characters; at least 1 where a column is known.</summary>
    public int Length { get; init; } = 1;

    /// <summary>The text of the line, without its end; <see langword="null"/> if it is not to be shown.</summary>
    public string? LineText { get; init; }
}
