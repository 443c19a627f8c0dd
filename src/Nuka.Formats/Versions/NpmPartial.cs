using System.Text.RegularExpressions;

namespace Nuka.Formats.Versions;

/// <summary>A version of which the last numbers may be missing or written as <c>x</c>.</summary>
internal readonly partial record struct NpmPartial(long? Major, long? Minor, long? Patch, string Prerelease)
{
    public static bool TryParse(string text, out NpmPartial partial)
    {
        partial = default;
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            return false;
        }

        long?[] numbers = new long?[3];
        for (int i = 0; i < 3; i++)
        {
            ReadOnlySpan<char> digits = match.Groups[i + 1].ValueSpan;
            bool open = digits.Length == 0 || digits[0] is 'x' or 'X' or '*' || (i > 0 && numbers[i - 1] is null);
            if (!open)
            {
                if (!SemVersion.TryNumber(digits, out long number))
                {
                    return false;
                }

                numbers[i] = number;
            }
        }

        partial = new NpmPartial(numbers[0], numbers[1], numbers[2], numbers[2] is null ? "" : match.Groups[4].Value);
        return true;
    }

    /// <summary>The least version it stands for.</summary>
    public SemVersion Floor() => SemVersion.Create(Major ?? 0, Minor ?? 0, Patch ?? 0, Prerelease);

    /// <summary>Below every version it stands for, their pre-releases included.</summary>
    public SemVersion FloorPrerelease() => SemVersion.Create(Major ?? 0, Minor ?? 0, Patch ?? 0, "0");

    /// <summary>The first release behind all that it stands for.</summary>
    public SemVersion CeilingRelease() => Minor is null ? SemVersion.Create((Major ?? 0) + 1, 0, 0) : SemVersion.Create(Major ?? 0, Minor.Value + 1, 0);

    /// <summary>The same, with its pre-releases excluded too.</summary>
    public SemVersion Ceiling() =>
        Minor is null ? SemVersion.Create((Major ?? 0) + 1, 0, 0, "0") : SemVersion.Create(Major ?? 0, Minor.Value + 1, 0, "0");

    /// <summary>The bound of <c>~</c>: the next minor number, or the next major one if there is no minor.</summary>
    public SemVersion TildeCeiling() => Ceiling();

    /// <summary>The bound of <c>^</c>: where the leftmost number that is not zero changes.</summary>
    public SemVersion CaretCeiling() => (Major, Minor, Patch) switch
    {
        (not 0, _, _) or (0, null, _) => SemVersion.Create((Major ?? 0) + 1, 0, 0, "0"),
        (0, not 0, _) or (0, 0, null) => SemVersion.Create(0, Minor!.Value + 1, 0, "0"),
        _ => SemVersion.Create(0, 0, Patch!.Value + 1, "0"),
    };

    [GeneratedRegex(
        @"^(0|[1-9][0-9]*|[xX*])(?:\.(0|[1-9][0-9]*|[xX*])(?:\.(0|[1-9][0-9]*|[xX*])"
        + @"(?:-((?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?"
        + @"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?)?\z|^\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
