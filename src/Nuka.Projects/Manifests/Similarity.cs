namespace Nuka.Projects.Manifests;

/// <summary>Finds what a person may have meant.</summary>
internal static class Similarity
{
    /// <summary>The nearest of some words, if it is near: at most a third of the letters are different.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        (string Word, int Distance)[] ranked = [.. known.Select(k => (k, Distance(word, k))).OrderBy(pair => pair.Item2)];
        return ranked.Length > 0 && ranked[0].Distance <= Math.Max(1, word.Length / 3) ? ranked[0].Word : null;
    }

    /// <summary>Changes, insertions, removals and swaps of neighbours that make one word of the other.</summary>
    public static int Distance(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int change = cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[left.Length, right.Length];
    }
}
