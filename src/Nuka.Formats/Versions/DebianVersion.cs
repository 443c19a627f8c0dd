using System.Diagnostics.CodeAnalysis;

namespace Nuka.Formats.Versions;

/// <summary>
/// A version of a Debian package, <c>[epoch:]upstream[-revision]</c>, in the order of Debian Policy 5.6.12: epochs as numbers, then
/// upstream parts, then revisions, each as alternating runs of other characters (where <c>~</c> stands before the end and letters before
/// the rest) and of digits (as numbers of any length).
/// </summary>
/// <remarks>
/// Two texts may be one version (<c>1.0</c>, <c>0:1.00-0</c>): they are equal here and have the same hash, though <see cref="Text"/>
/// differs. The value <see langword="default"/> is the version <c>0</c>.
/// </remarks>
public readonly struct DebianVersion : IEquatable<DebianVersion>, IComparable<DebianVersion>
{
    /// <summary>The longest text that is read, in characters; the longest in the archives has under 80.</summary>
    public const int MaximumLength = 1024;

    private readonly string? _text;
    private readonly int _upstreamStart;
    private readonly int _upstreamEnd;

    private DebianVersion(string text, int epoch, int upstreamStart, int upstreamEnd)
    {
        _text = text;
        Epoch = epoch;
        _upstreamStart = upstreamStart;
        _upstreamEnd = upstreamEnd;
    }

    /// <summary>The version as it was written.</summary>
    public string Text => _text ?? "0";

    /// <summary>The epoch; 0 if none is written.</summary>
    public int Epoch { get; }

    /// <summary>The upstream part.</summary>
    public ReadOnlySpan<char> Upstream => _text is null ? "0" : _text.AsSpan(_upstreamStart, _upstreamEnd - _upstreamStart);

    /// <summary>The revision; empty if none is written, which is the same version as <c>-0</c>.</summary>
    public ReadOnlySpan<char> Revision => _text is null || _upstreamEnd == _text.Length ? default : _text.AsSpan(_upstreamEnd + 1);

    /// <summary>Reads a version.</summary>
    /// <param name="text">The text, without blanks around it.</param>
    /// <param name="version">The version, if this returns <see langword="true"/>.</param>
    /// <returns>Whether the text is a version by Debian Policy 5.6.12: the upstream part begins with a digit, the epoch fits 31 bits,
    /// no part that is announced is empty, no other character stands in it than that policy names.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out DebianVersion version)
    {
        version = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaximumLength)
        {
            return false;
        }

        int colon = text.IndexOf(':');
        int epoch = 0;
        if (colon >= 0 && !TryParseEpoch(text.AsSpan(0, colon), out epoch))
        {
            return false;
        }

        int start = colon + 1;
        int hyphen = text.LastIndexOf('-');
        int end = hyphen >= start ? hyphen : text.Length;
        if (start == end || !char.IsAsciiDigit(text[start]) || end == text.Length - 1)
        {
            return false;
        }

        bool legal = !text.AsSpan(start, end - start).ContainsAnyExcept(DebianVersionAlphabet.Upstream)
            && (end == text.Length || !text.AsSpan(end + 1).ContainsAnyExcept(DebianVersionAlphabet.Revision));
        if (legal)
        {
            version = new DebianVersion(text, epoch, start, end);
        }

        return legal;
    }

    /// <summary>Reads a version that is known to be one.</summary>
    /// <param name="text">The text, without blanks around it.</param>
    /// <returns>The version.</returns>
    /// <exception cref="FormatException">The text is not a version.</exception>
    public static DebianVersion Parse(string text) =>
        TryParse(text, out DebianVersion version) ? version : throw new FormatException($"not a Debian version: `{text}`");

    /// <inheritdoc/>
    public int CompareTo(DebianVersion other)
    {
        int order = Epoch.CompareTo(other.Epoch);
        order = order != 0 ? order : ComparePart(Upstream, other.Upstream);
        return order != 0 ? order : ComparePart(Revision, other.Revision);
    }

    /// <inheritdoc/>
    public bool Equals(DebianVersion other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DebianVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Epoch);
        AddPart(ref hash, Upstream);
        hash.Add('-');
        AddPart(ref hash, Revision);
        return hash.ToHashCode();
    }

    /// <summary>The text as it was written.</summary>
    public override string ToString() => Text;

    /// <summary>Whether both are the same version.</summary>
    public static bool operator ==(DebianVersion left, DebianVersion right) => left.Equals(right);

    /// <summary>Whether the two are different versions.</summary>
    public static bool operator !=(DebianVersion left, DebianVersion right) => !left.Equals(right);

    /// <summary>Whether the left one is older.</summary>
    public static bool operator <(DebianVersion left, DebianVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is newer.</summary>
    public static bool operator >(DebianVersion left, DebianVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not newer.</summary>
    public static bool operator <=(DebianVersion left, DebianVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not older.</summary>
    public static bool operator >=(DebianVersion left, DebianVersion right) => left.CompareTo(right) >= 0;

    private static bool TryParseEpoch(ReadOnlySpan<char> digits, out int epoch)
    {
        epoch = 0;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9')
            && int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out epoch);
    }

    private static int ComparePart(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (!left.IsEmpty || !right.IsEmpty)
        {
            while (StartsWithOther(left) || StartsWithOther(right))
            {
                int order = Weight(left) - Weight(right);
                if (order != 0)
                {
                    return order;
                }

                left = left[1..];
                right = right[1..];
            }

            int numbers = CompareNumbers(TakeNumber(ref left), TakeNumber(ref right));
            if (numbers != 0)
            {
                return numbers;
            }
        }

        return 0;
    }

    private static bool StartsWithOther(ReadOnlySpan<char> part) => !part.IsEmpty && !char.IsAsciiDigit(part[0]);

    /// <summary>Where a character stands in a run of non-digits: <c>~</c>, then the end of the run, then letters, then all others.</summary>
    private static int Weight(ReadOnlySpan<char> part) => part switch
    {
        [] => 0,
        ['~', ..] => -1,
        [var c, ..] when char.IsAsciiDigit(c) => 0,
        [var c, ..] when char.IsAsciiLetter(c) => c,
        [var c, ..] => c + 256,
    };

    /// <summary>Cuts the run of digits off the front and returns it without leading zeros.</summary>
    private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> part)
    {
        int length = part.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? part.Length : length;
        ReadOnlySpan<char> digits = part[..length].TrimStart('0');
        part = part[length..];
        return digits;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    /// <summary>Hashes what <see cref="ComparePart"/> compares. A number 0 at the end is the same as none.</summary>
    private static void AddPart(ref HashCode hash, ReadOnlySpan<char> part)
    {
        while (!part.IsEmpty)
        {
            while (StartsWithOther(part))
            {
                hash.Add(part[0]);
                part = part[1..];
            }

            ReadOnlySpan<char> number = TakeNumber(ref part);
            if (!number.IsEmpty || !part.IsEmpty)
            {
                hash.Add(string.GetHashCode(number, StringComparison.Ordinal));
            }
        }
    }
}
