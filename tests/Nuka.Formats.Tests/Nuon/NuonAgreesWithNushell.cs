using System.Text;

namespace Nuka.Formats.Tests.Nuon;

/// <summary>Texts that nobody thought of, held against the real Nushell.</summary>
public sealed class NuonAgreesWithNushell
{
    private static readonly string[] Pieces =
    [
        "a", "b", "-", "_", ".", "..", "..<", "..=", "0", "1", "23", "9223372036854775807", "0x", "0b", "0o", "f", "e", "inf", "NaN", "true", "false", "null", "kb", "KiB", "b", "eb",
        "sec", "ns", "wk", "day", "2020-01-01", "T", "12:30:00", "Z", "+02:00", ".5", "$.", "$", "?", "!", "#", "\"", "'", "`", "\\", "\\n", "\\u{41}", "\\x41", "r#'", "'#",
        "[", "]", "{", "}", "(", ")", ":", ",", ";", "|", " ", "\n", "\r\n", "\t", "&&", "o>", "=", "+", "*", "~", "^", "%", "@", "/", "\u00E9", "\U0001F600", "...", "0x[", "0b[", "0o[",
        "[[a b]; ", "{a: ", "{\"a\": ", ", b: ", "[1 2]", "\"x y\"", "'z'",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("tier", "sample")]
    public void Random_words_in_lists_and_records(int seed)
    {
        Random random = new(seed);
        int both = Differ.Compare(Enumerable.Range(0, 6000).Select(_ => Surround(random, Concat(random, 1 + random.Next(4)))));
        Assert.True(both > 1000, $"only {both} texts were read by both");
    }

    [Theory]
    [InlineData(3)]
    public void Random_structures(int seed)
    {
        Random random = new(seed);
        int both = Differ.Compare(Enumerable.Range(0, 4000).Select(_ => Structure(random, 3)));
        Assert.True(both > 1000, $"only {both} texts were read by both");
    }

    [Theory]
    [InlineData(4)]
    [Trait("tier", "sample")]
    public void Recorded_texts_with_small_changes(int seed)
    {
        Random random = new(seed);
        string[] recorded = [.. NuonCases.Recorded().Select(one => one[0])];
        Differ.Compare(Enumerable.Range(0, 6000).Select(_ => Mutate(random, recorded[random.Next(recorded.Length)])));
    }

    [Fact]
    [Trait("tier", "full")]
    public void All_of_these_with_sixty_more_seeds()
    {
        foreach (int seed in Enumerable.Range(100, 60))
        {
            Random_words_in_lists_and_records(seed);
            Random_structures(seed);
            Recorded_texts_with_small_changes(seed);
        }
    }

    private static string Concat(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => Pieces[random.Next(Pieces.Length)]));

    private static string Surround(Random random, string inner) => random.Next(5) switch
    {
        0 => inner,
        1 => $"{{a: {inner}}}",
        2 => $"{{{inner}: 1}}",
        3 => $"[[{inner}]; [1]]",
        _ => $"[{inner}]",
    };

    private static string Structure(Random random, int depth) => random.Next(depth == 0 ? 4 : 8) switch
    {
        0 or 1 => Pieces[random.Next(10, 34)],
        2 => "\"" + Pieces[random.Next(Pieces.Length)].Replace("\"", "", StringComparison.Ordinal) + "\"",
        3 => "w" + Pieces[random.Next(4)],
        4 or 5 => "[" + string.Join(" ,\n#c\n"[random.Next(6)], Enumerable.Range(0, random.Next(4)).Select(_ => Structure(random, depth - 1))) + "]",
        6 => "{" + string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(i => $"k{i}{(random.Next(4) == 0 ? " " : "")}: {Structure(random, depth - 1)}")) + "}",
        _ => "[[p q]; " + string.Join(' ', Enumerable.Range(0, random.Next(3)).Select(_ => $"[{Structure(random, depth - 1)}, {Structure(random, depth - 1)}]")) + "]",
    };

    private static string Mutate(Random random, string text)
    {
        StringBuilder changed = new(text);
        for (int i = random.Next(1, 3); i > 0; i--)
        {
            int place = random.Next(changed.Length + 1);
            if (random.Next(3) == 0 && place < changed.Length)
            {
                changed.Remove(place, 1);
            }
            else
            {
                changed.Insert(place, Pieces[random.Next(Pieces.Length)]);
            }
        }

        // A lone half of a surrogate pair cannot be given to another program.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(changed.ToString()));
    }
}
