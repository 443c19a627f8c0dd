using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Nuka.Formats.Versions;

/// <summary>A list of version specifiers as in <c>requires-python</c> (PEP 440, section Version specifiers).</summary>
public sealed partial class Pep440Specifiers
{
    private const int LongestText = 4096;
    private readonly List<Pep440Clause> clauses;

    private Pep440Specifiers(string text, List<Pep440Clause> clauses)
    {
        Text = text;
        this.clauses = clauses;
    }

    /// <summary>The text as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a list of specifiers separated by commas; nothing at all means every version.</summary>
    /// <param name="text">The text.</param>
    /// <param name="specifiers">The list, when it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Pep440Specifiers? specifiers)
    {
        specifiers = null;
        if (text is null || text.Length > LongestText)
        {
            return false;
        }

        List<Pep440Clause> clauses = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Match match = Clause().Match(part);
            if (!match.Success || !Pep440Clause.TryCreate(match.Groups[1].Value, match.Groups[2].Value, out Pep440Clause? clause))
            {
                return false;
            }

            clauses.Add(clause);
        }

        specifiers = new Pep440Specifiers(text, clauses);
        return true;
    }

    /// <summary>Whether a version fulfils every clause. Pre-releases do only if a clause names one, or if they are asked for.</summary>
    /// <param name="version">The version.</param>
    /// <param name="prereleases">Whether pre-releases are wanted in any case.</param>
    public bool Contains(Pep440Version version, bool prereleases = false)
    {
        ArgumentNullException.ThrowIfNull(version);
        return (prereleases || !version.IsPrerelease || clauses.Exists(c => c.NamesPrerelease)) && clauses.TrueForAll(c => c.Contains(version));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"^(~=|===|==|!=|<=|>=|<|>)\s*(\S+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Clause();
}
