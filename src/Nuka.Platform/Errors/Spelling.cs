namespace Nuka.Platform.Errors;

/// <summary>Finds the known words nearest to a mistyped one.</summary>
public static class Spelling
{
    /// <summary>At most this many suggestions: one hint line holds no more.</summary>
    private const int MaximumSuggestions = 2;

    /// <summary>The known words that are near, nearest first.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="known">What could have been meant.</param>
    public static IEnumerable<string> Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        return known.Select(name => (name, distance: Distance(word, name)))
            .Where(pair => pair.distance <= Math.Max(1, Math.Min(word.Length, pair.name.Length) / 3)
                || pair.name.StartsWith(word, StringComparison.Ordinal))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.name, StringComparer.Ordinal)
            .Select(pair => pair.name)
            .Take(MaximumSuggestions);
    }

    /// <summary>Optimal string alignment: how many insertions, deletions, changes and swaps of neighbours lead from one word to the other.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static int Distance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Step(cost, left, right, i, j);
            }
        }

        return cost[left.Length, right.Length];
    }

    private static int Step(int[,] cost, string left, string right, int i, int j)
    {
        int change = left[i - 1] == right[j - 1] ? 0 : 1;
        int best = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + change);
        bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }
}
