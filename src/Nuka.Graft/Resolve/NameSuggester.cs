using System.Collections.Immutable;

namespace Nuka.Graft.Resolve;

/// <summary>Finds names that a person may have meant.</summary>
internal static class NameSuggester
{
    private const int LargestDistance = 2;

    /// <summary>The shortest word that is looked for inside names; also the letters of a word for each edit that is allowed.</summary>
    private const int ShortestPart = 3;

    private const int Unlike = int.MaxValue;
    private static readonly ImmutableArray<string> RarelyMeant = ["-doc", "-dbg", "-dbgsym", "-data", "-examples", "-common", "-tests", "-tools"];

    /// <summary>The nearest names, best first; equally near ones by name.</summary>
    /// <param name="wanted">What was asked for.</param>
    /// <param name="names">All names; each may come several times.</param>
    /// <param name="count">How many to return at most.</param>
    internal static ImmutableArray<string> Suggest(string wanted, IEnumerable<string> names, int count) =>
    [
        .. names.Distinct().Select(name => (Name: name, Cost: Cost(wanted, name))).Where(pair => pair.Cost != Unlike)
            .OrderBy(pair => pair.Cost).ThenBy(pair => pair.Name, StringComparer.Ordinal).Take(count).Select(pair => pair.Name),
    ];

    /// <summary>A library's name without what says which of its packages is meant: <c>libvips-dev</c> and <c>libvips42</c> give libvips.</summary>
    internal static string StemOf(string name)
    {
        ReadOnlySpan<char> stem = name.EndsWith("-dev", StringComparison.Ordinal) ? name.AsSpan(0, name.Length - 4) : name;
        stem = stem.TrimEnd("0123456789.-");
        return stem.IsEmpty ? name : stem.ToString();
    }

    private static int Cost(string wanted, string name)
    {
        int rare = RarelyMeant.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) ? 20 : 0;
        int whole = Distance(wanted, name);
        string stem = StemOf(name);
        int part = Math.Min(Distance(wanted, stem), stem.StartsWith("lib", StringComparison.Ordinal) ? Distance(wanted, stem[3..]) : Unlike);
        bool begins = name.StartsWith(wanted, StringComparison.Ordinal);
        int nearest = Math.Min(whole, part);
        if (nearest <= Math.Min(LargestDistance, wanted.Length / ShortestPart))
        {
            return (nearest * 10) + (whole > part ? 1 : 0) - (begins ? 5 : 0) + rare;
        }

        bool isLong = wanted.Length >= ShortestPart;
        return begins && isLong ? 15 + name.Length - wanted.Length + rare
            : isLong && name.Contains(wanted, StringComparison.Ordinal) ? 30 + name.Length - wanted.Length + rare
            : Unlike;
    }

    /// <summary>Edits between two words, a swap of neighbours counting once; <see cref="Unlike"/> beyond <see cref="LargestDistance"/>.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > LargestDistance)
        {
            return Unlike;
        }

        int[,] edits = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                    edits[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        int distance = edits[left.Length, right.Length];
        return distance <= LargestDistance ? distance : Unlike;
    }
}
