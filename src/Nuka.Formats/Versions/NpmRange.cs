using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Nuka.Formats.Versions;

/// <summary>
/// A version range as npm writes it in <c>engines</c> and dependencies: comparators, <c>^</c>, <c>~</c>, x-ranges, hyphen ranges and
/// <c>||</c> (documentation of the package `semver`, sections Ranges and Prerelease Tags).
/// </summary>
public sealed partial class NpmRange
{
    private const int LongestText = 4096;
    private readonly List<List<NpmComparator>> alternatives;

    private NpmRange(string text, List<List<NpmComparator>> alternatives)
    {
        Text = text;
        this.alternatives = alternatives;
    }

    /// <summary>The range as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a range.</summary>
    /// <param name="text">The text; nothing at all means every release.</param>
    /// <param name="range">The range, when it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out NpmRange? range)
    {
        range = null;
        if (text is null || text.Length > LongestText)
        {
            return false;
        }

        List<List<NpmComparator>> alternatives = [];
        foreach (string part in text.Split("||"))
        {
            if (!TryAlternative(part.Trim(), out List<NpmComparator> comparators))
            {
                return false;
            }

            alternatives.Add(comparators);
        }

        range = new NpmRange(text, alternatives);
        return true;
    }

    /// <summary>Whether a version is in the range. A pre-release is, only where a comparator names a pre-release of the same three numbers.</summary>
    /// <param name="version">The version.</param>
    public bool Contains(SemVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return alternatives.Exists(comparators => comparators.TrueForAll(c => c.Contains(version)) && AllowsPrerelease(comparators, version));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool AllowsPrerelease(List<NpmComparator> comparators, SemVersion version) =>
        !version.IsPrerelease || comparators.Exists(c => c.Version is { IsPrerelease: true } named
            && named.Major == version.Major && named.Minor == version.Minor && named.Patch == version.Patch);

    private static bool TryAlternative(string text, out List<NpmComparator> comparators)
    {
        comparators = [];
        Match hyphen = Hyphen().Match(text);
        if (hyphen.Success)
        {
            return NpmPartial.TryParse(hyphen.Groups[1].Value, out NpmPartial from) && NpmPartial.TryParse(hyphen.Groups[2].Value, out NpmPartial to)
                && AddHyphen(from, to, comparators);
        }

        string joined = OperatorSpace().Replace(text, "$1");
        foreach (string word in joined.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            Match match = Word().Match(word);
            if (!match.Success || match.Groups[2].Length == 0 || !NpmPartial.TryParse(match.Groups[2].Value, out NpmPartial partial))
            {
                return false;
            }

            AddWord(match.Groups[1].Value, partial, comparators);
        }

        return true;
    }

    private static bool AddHyphen(NpmPartial from, NpmPartial to, List<NpmComparator> comparators)
    {
        if (from.Major is not null)
        {
            comparators.Add(new NpmComparator(NpmOperator.AtLeast, from.Floor()));
        }

        if (to.Patch is not null)
        {
            comparators.Add(new NpmComparator(NpmOperator.AtMost, to.Floor()));
        }
        else if (to.Major is not null)
        {
            comparators.Add(new NpmComparator(NpmOperator.Below, to.Ceiling()));
        }

        return true;
    }

    private static void AddWord(string sign, NpmPartial partial, List<NpmComparator> comparators)
    {
        switch (sign)
        {
            case "^" or "~" or "~>":
                AddBetween(partial, sign == "^" ? partial.CaretCeiling() : partial.TildeCeiling(), comparators);
                break;
            case "" or "=":
                if (partial.Patch is not null)
                {
                    comparators.Add(new NpmComparator(NpmOperator.Equal, partial.Floor()));
                }
                else
                {
                    AddBetween(partial, partial.Ceiling(), comparators);
                }

                break;
            default:
                AddComparison(sign, partial, comparators);
                break;
        }
    }

    private static void AddBetween(NpmPartial partial, SemVersion ceiling, List<NpmComparator> comparators)
    {
        if (partial.Major is not null)
        {
            comparators.Add(new NpmComparator(NpmOperator.AtLeast, partial.Floor()));
            comparators.Add(new NpmComparator(NpmOperator.Below, ceiling));
        }
    }

    private static void AddComparison(string sign, NpmPartial partial, List<NpmComparator> comparators)
    {
        SemVersion nothing = SemVersion.Create(0, 0, 0, "0");
        bool whole = partial.Patch is not null;
        if (partial.Major is null)
        {
            if (sign is "<" or ">")
            {
                comparators.Add(new NpmComparator(NpmOperator.Below, nothing));
            }

            return;
        }

        comparators.Add(sign switch
        {
            ">" when whole => new NpmComparator(NpmOperator.Above, partial.Floor()),
            ">" => new NpmComparator(NpmOperator.AtLeast, partial.CeilingRelease()),
            ">=" => new NpmComparator(NpmOperator.AtLeast, partial.Floor()),
            "<=" when whole => new NpmComparator(NpmOperator.AtMost, partial.Floor()),
            "<=" => new NpmComparator(NpmOperator.Below, partial.Ceiling()),
            _ when whole => new NpmComparator(NpmOperator.Below, partial.Floor()),
            _ => new NpmComparator(NpmOperator.Below, partial.FloorPrerelease()),
        });
    }

    [GeneratedRegex(@"^\s*(\S+)\s+-\s+(\S+)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphen();

    [GeneratedRegex(@"(>=|<=|>|<|=|\^|~>|~)\s+", RegexOptions.CultureInvariant)]
    private static partial Regex OperatorSpace();

    [GeneratedRegex(@"^(>=|<=|>|<|=|\^|~>|~|)[v=\s]*(.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
