namespace Nuka.Cli.Output;

/// <summary>Fills the lines of prose anew. Lists and code, which begin with a dash or spaces, keep theirs.</summary>
internal static class Paragraphs
{
    /// <summary>Breaks prose at spaces.</summary>
    /// <param name="text">Paragraphs, with an empty line between two.</param>
    /// <param name="columns">How long a line may be; a word that is longer has a line of its own.</param>
    internal static string Fill(string text, int columns)
    {
        List<string> lines = [];
        bool goesOn = false;
        foreach (string line in text.Split('\n'))
        {
            if (IsKept(line))
            {
                lines.Add(line);
                goesOn = false;
                continue;
            }

            foreach (string word in line.Split(' '))
            {
                if (goesOn && lines[^1].Length + 1 + word.Length <= columns)
                {
                    lines[^1] += " " + word;
                }
                else
                {
                    lines.Add(word);
                }

                goesOn = true;
            }
        }

        return string.Join('\n', lines);
    }

    private static bool IsKept(string line) => line.Length == 0 || line[0] is ' ' or '-';
}
