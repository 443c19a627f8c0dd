using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Nuka.Build.Outputs.Leaks;

/// <summary>
/// Finds words in bytes. Few are ordinary texts: each is searched by itself, also as UTF-16, which is as fast as memory. Many are printed names (PIDs,
/// CIDs): all characters of base32, and at least <see cref="NameBytes"/> of them. One byte in so many tells whether a name can be there.
/// </summary>
internal sealed class WordMatcher
{
    /// <summary>The length of the shortest printed name, a PID: 256 bits in base32.</summary>
    internal const int NameBytes = 52;

    private const int KeyBytes = 8;

    // RFC 4648, table 3, in lower case.
    private static readonly SearchValues<byte> Base32Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz234567"u8);

    private readonly (byte[] Text, int Word)[] texts;
    private readonly Dictionary<ulong, List<(byte[] Text, int Word)>> names = [];

    internal WordMatcher(ImmutableArray<ForbiddenWord> words)
    {
        Words = words;
        List<(byte[] Text, int Word)> few = [];
        foreach ((int index, ForbiddenWord word) in words.Index())
        {
            byte[] text = Encoding.UTF8.GetBytes(word.Text);
            ArgumentOutOfRangeException.ThrowIfZero(text.Length);
            LongestBytes = Math.Max(LongestBytes, text.Length * 2);
            if (text.Length >= NameBytes && !text.AsSpan().ContainsAnyExcept(Base32Characters))
            {
                ref List<(byte[] Text, int Word)>? sharing = ref CollectionsMarshal.GetValueRefOrAddDefault(names, Key(text), out _);
                (sharing ??= []).Add((text, index));
            }
            else
            {
                few.Add((text, index));
                few.Add((Encoding.Unicode.GetBytes(word.Text), index));
            }
        }

        texts = [.. few];
    }

    internal ImmutableArray<ForbiddenWord> Words { get; }

    /// <summary>The length of the longest form of a word.</summary>
    internal int LongestBytes { get; }

    /// <summary>Finds the first place of each word that was not seen before.</summary>
    /// <param name="window">The bytes; a word is found only if all of it is in them.</param>
    /// <param name="from">Where it may begin at the earliest.</param>
    /// <param name="limit">Where it must begin before.</param>
    /// <param name="seen">The words that are not looked for any more; what is found is added.</param>
    /// <param name="found">Called with the place and the word.</param>
    internal void Search(ReadOnlySpan<byte> window, int from, int limit, HashSet<int> seen, Action<int, int> found)
    {
        foreach ((byte[] text, int word) in texts)
        {
            int end = Math.Min(window.Length, limit + text.Length - 1);
            int at = seen.Contains(word) || end <= from ? -1 : window[from..end].IndexOf(text);
            if (at >= 0 && seen.Add(word))
            {
                found(from + at, word);
            }
        }

        if (names.Count > 0)
        {
            SearchNames(window, from, limit, seen, found);
        }
    }

    private void SearchNames(ReadOnlySpan<byte> window, int from, int limit, HashSet<int> seen, Action<int, int> found)
    {
        // Whatever begins at or after `from` and has so many bytes covers the byte that is probed first, or begins behind it.
        for (int probe = from + NameBytes - 1; probe < window.Length;)
        {
            if (!Base32Characters.Contains(window[probe]))
            {
                probe += NameBytes;
                continue;
            }

            int left = window[from..probe].LastIndexOfAnyExcept(Base32Characters);
            int begin = left < 0 ? from : from + left + 1;
            int right = window[probe..].IndexOfAnyExcept(Base32Characters);
            int end = right < 0 ? window.Length : probe + right;
            for (int at = begin; at <= end - NameBytes && at < limit; at++)
            {
                if (names.TryGetValue(Key(window[at..]), out List<(byte[] Text, int Word)>? candidates))
                {
                    Compare(window, at, candidates, seen, found);
                }
            }

            probe = end + NameBytes;
        }
    }

    private static void Compare(ReadOnlySpan<byte> window, int at, List<(byte[] Text, int Word)> candidates, HashSet<int> seen, Action<int, int> found)
    {
        foreach ((byte[] text, int word) in candidates)
        {
            if (window[at..].StartsWith(text) && seen.Add(word))
            {
                found(at, word);
            }
        }
    }

    private static ulong Key(ReadOnlySpan<byte> text) => MemoryMarshal.Read<ulong>(text[..KeyBytes]);
}
