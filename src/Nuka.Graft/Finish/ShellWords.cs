using System.Text;

namespace Nuka.Graft.Finish;

/// <summary>Splits a line of shell into words, as far as it is literal.</summary>
internal static class ShellWords
{
    /// <summary>Splits a simple command.</summary>
    /// <returns><see langword="null"/> where the line expands, substitutes, redirects or joins commands.</returns>
    internal static List<string>? TrySplit(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        for (int index = 0; index < line.Length; index++)
        {
            char letter = line[index];
            if (quote != '\0')
            {
                if (letter == quote)
                {
                    quote = '\0';
                }
                else if (quote == '"' && letter is '$' or '`' or '\\')
                {
                    return null;
                }
                else
                {
                    word.Append(letter);
                }
            }
            else if (letter is '\'' or '"')
            {
                (quote, inWord) = (letter, true);
            }
            else if (letter is ' ' or '\t')
            {
                End(words, word, ref inWord);
            }
            else if ("$`\\*?[]{}~|&;<>()!".Contains(letter, StringComparison.Ordinal))
            {
                return null;
            }
            else
            {
                word.Append(letter);
                inWord = true;
            }
        }

        End(words, word, ref inWord);
        return quote == '\0' ? words : null;
    }

    private static void End(List<string> words, StringBuilder word, ref bool inWord)
    {
        if (inWord)
        {
            words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }
}
