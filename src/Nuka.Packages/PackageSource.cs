using System.Text;
using Nuka.Formats;
using Nuka.Platform.Errors;

namespace Nuka.Packages;

/// <summary>A package file: its text, with the places that Nushell counts in bytes and people in lines and columns.</summary>
public sealed class PackageSource
{
    /// <summary>What the name of a package file ends with, after the package's name.</summary>
    public const string Ending = ".nu";

    private const int LongestName = 64;

    private readonly byte[] bytes;

    /// <summary>Takes a file's bytes.</summary>
    /// <param name="name">The package's name: the file's, without <c>.nu</c>.</param>
    /// <param name="file">The file's path as the person knows it.</param>
    /// <param name="bytes">Its bytes; UTF-8.</param>
    /// <exception cref="NukaException"><c>packages/not-text</c>, <c>packages/too-large</c>.</exception>
    public PackageSource(string name, string file, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Name = name;
        File = file;
        this.bytes = bytes;
        if (bytes.Length > PackageLimits.FileBytes)
        {
            throw new Problem("packages/too-large", $"a package file has at most {PackageLimits.FileBytes >> 10} KiB")
            {
                Place = new Place(file),
                Hints = ["move data to a file beside it, and name that with `local`"],
            }.ToException();
        }

        try
        {
            Text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new Problem("packages/not-text", "the package file is not UTF-8") { Place = new Place(file), Hints = ["save it as UTF-8"] }.ToException(error);
        }
    }

    /// <summary>Whether a text can name a package: it is a variable of Nushell too.</summary>
    /// <param name="name">The text.</param>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isName = name.Length is > 0 and <= LongestName && char.IsAsciiLetterLower(name[0]);
        for (int at = 1; isName && at < name.Length; at++)
        {
            isName = char.IsAsciiLetterLower(name[at]) || char.IsAsciiDigit(name[at]) || name[at] is '_' or '-';
        }

        return isName;
    }

    /// <summary>The directory that it lies in: what <c>local</c> names lies beside it.</summary>
    public string Directory => Path.GetDirectoryName(File)!;

    /// <summary>The package's name.</summary>
    public string Name { get; }

    /// <summary>The file's path as the person knows it.</summary>
    public string File { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The name of the variable that stands for a package: Nushell has none with hyphens.</summary>
    /// <param name="name">The package's name.</param>
    internal static string VariableOf(string name) => name.Replace('-', '_');

    /// <summary>The names that stand anywhere in the text as a word, or as a variable's name, in order: the file can speak of no others.</summary>
    /// <param name="names">Names of packages.</param>
    internal IReadOnlyCollection<string> Mentioned(IReadOnlySet<string> names)
    {
        List<string> mentioned = [];
        int start = 0;
        for (int at = 0; at <= bytes.Length; at++)
        {
            if (at < bytes.Length && (char.IsAsciiLetterOrDigit((char)bytes[at]) || bytes[at] is (byte)'_' or (byte)'-'))
            {
                continue;
            }

            if (at - start is > 0 and <= LongestName && Encoding.ASCII.GetString(bytes, start, at - start) is { } word)
            {
                Note(word);
                if (word.Contains('_', StringComparison.Ordinal))
                {
                    Note(word.Replace('_', '-'));
                }
            }

            start = at + 1;
        }

        return mentioned;

        void Note(string word)
        {
            if (!names.Contains(word))
            {
                return;
            }

            // There are few: a set that sorts itself would be compiled at every start.
            int place = mentioned.Count;
            while (place > 0 && string.CompareOrdinal(mentioned[place - 1], word) > 0)
            {
                place--;
            }

            if (place == 0 || mentioned[place - 1] != word)
            {
                mentioned.Insert(place, word);
            }
        }
    }

    /// <summary>The place of a range of bytes.</summary>
    internal Place At(int start, int end)
    {
        int first = Math.Clamp(start, 0, bytes.Length);
        int last = Math.Clamp(end, first, bytes.Length);
        return TextPlaces.At(Text, File, Encoding.UTF8.GetCharCount(bytes, 0, first), Encoding.UTF8.GetCharCount(bytes, first, last - first));
    }

    /// <summary>The first place of a word; the file itself if the word does not stand in it as it is.</summary>
    internal Place AtWord(string word)
    {
        int at = word.Length == 0 ? -1 : FindWord(word, 0, bytes.Length);
        return at < 0 ? new Place(File) : At(at, at + Encoding.UTF8.GetByteCount(word));
    }

    /// <summary>Where a word stands in a range of bytes; -1 if it does not.</summary>
    internal int FindWord(string word, int start, int end)
    {
        int from = Math.Clamp(start, 0, bytes.Length);
        int found = bytes.AsSpan(from, Math.Clamp(end, from, bytes.Length) - from).IndexOf(Encoding.UTF8.GetBytes(word));
        return found < 0 ? -1 : from + found;
    }
}
