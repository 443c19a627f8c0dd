using System.Buffers;
using System.Text;

namespace Nuka.Build.Outputs.Leaks;

/// <summary>Searches one stream of any length for words, a window at a time.</summary>
internal static class LeakScan
{
    /// <summary>Printable characters that are shown before a word, and behind it.</summary>
    private const int ContextBytes = 48;

    private const int WindowBytes = 1 << 20;

    /// <summary>Finds the first place of each word in a short text.</summary>
    /// <param name="matcher">The words.</param>
    /// <param name="text">The text.</param>
    /// <param name="found">Called with the word, and the text around it.</param>
    internal static void Run(WordMatcher matcher, byte[] text, Action<int, string> found) => matcher.Search(
        text, 0, text.Length, [], (at, word) => found(word, Context(text, at, Encoding.UTF8.GetByteCount(matcher.Words[word].Text))));

    /// <summary>Finds the first place of each word.</summary>
    /// <param name="matcher">The words.</param>
    /// <param name="content">The bytes, from their beginning.</param>
    /// <param name="found">Called with the offset, the word, and the text around it.</param>
    /// <param name="windowBytes">Bytes that are looked at together; for tests.</param>
    internal static void Run(WordMatcher matcher, Stream content, Action<long, int, string> found, int windowBytes = WindowBytes)
    {
        int behind = matcher.LongestBytes + ContextBytes;
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(windowBytes, 4 * behind));
        try
        {
            Run(matcher, content, found, rented.AsMemory(0, Math.Max(windowBytes, 4 * behind)), behind);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void Run(WordMatcher matcher, Stream content, Action<long, int, string> found, Memory<byte> memory, int behind)
    {
        HashSet<int> seen = [];
        long offset = 0;
        int length = 0;
        int from = 0;
        bool isEnd = false;
        while (!isEnd)
        {
            Span<byte> window = memory.Span;
            length += content.ReadAtLeast(window[length..], window.Length - length, throwOnEndOfStream: false);
            isEnd = length < window.Length;
            int limit = isEnd ? length : length - behind;
            int filled = length;
            long windowOffset = offset;
            matcher.Search(window[..length], from, limit, seen, (at, word) =>
                found(windowOffset + at, word, Context(memory.Span[..filled], at, Encoding.UTF8.GetByteCount(matcher.Words[word].Text))));

            // Places before `limit` are done; the bytes just before it stay for the text around the next word.
            int kept = Math.Max(0, limit - ContextBytes);
            window[kept..length].CopyTo(window);
            (offset, length, from) = (offset + kept, length - kept, limit - kept);
        }
    }

    /// <summary>The printable ASCII around a place; what is not printable ends it.</summary>
    internal static string Context(ReadOnlySpan<byte> window, int at, int lengthBytes)
    {
        int begin = at;
        while (begin > 0 && at - begin < ContextBytes && IsShown(window[begin - 1]))
        {
            begin--;
        }

        int end = at;
        int last = Math.Min(window.Length, at + lengthBytes + ContextBytes);
        while (end < last && IsShown(window[end]))
        {
            end++;
        }

        return Encoding.ASCII.GetString(window[begin..end]);
    }

    private static bool IsShown(byte value) => value is >= 0x20 and < 0x7F;
}
