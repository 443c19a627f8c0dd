using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Nuka.Formats.Versions;

/// <summary>A Python version (PEP 440), in normal form and order.</summary>
public sealed partial class Pep440Version : IComparable<Pep440Version>, IEquatable<Pep440Version>
{
    private const int LongestText = 256;
    private readonly BigInteger epoch;
    private readonly BigInteger[] release;
    private readonly (string Label, BigInteger Number)? pre;
    private readonly BigInteger? post;
    private readonly BigInteger? dev;
    private readonly string[] local;

    private Pep440Version(Match match)
    {
        epoch = match.Groups["epoch"].Success ? Number(match.Groups["epoch"].Value) : 0;
        release = [.. match.Groups["release"].Value.Split('.').Select(Number)];
        pre = match.Groups["pre"].Success ? (PreLabel(match.Groups["preLabel"].Value), OptionalNumber(match.Groups["preNumber"])) : null;
        post = match.Groups["post"].Success
            ? OptionalNumber(match.Groups["postNumber"].Success ? match.Groups["postNumber"] : match.Groups["postImplied"]) : null;
        dev = match.Groups["dev"].Success ? OptionalNumber(match.Groups["devNumber"]) : null;
        local = match.Groups["local"].Success
            ? [.. match.Groups["local"].Value.ToLowerInvariant().Split('.', '-', '_').Select(NormalPart)] : [];
    }

    private Pep440Version(Pep440Version from)
    {
        (epoch, release, pre, post, dev) = (from.epoch, from.release, from.pre, from.post, from.dev);
        local = [];
    }

    /// <summary>Whether it is a pre-release or a development release.</summary>
    public bool IsPrerelease => pre is not null || dev is not null;

    /// <summary>Whether it is a post-release.</summary>
    public bool IsPostrelease => post is not null;

    /// <summary>Whether it has a local part.</summary>
    public bool IsLocal => local.Length > 0;

    /// <summary>Reads a version in any of the forms that PEP 440 lets through.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version, when it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Pep440Version? version)
    {
        version = text is not null && text.Length <= LongestText && Pattern().Match(text.Trim()) is { Success: true } match
            ? new Pep440Version(match) : null;
        return version is not null;
    }

    /// <inheritdoc/>
    public int CompareTo(Pep440Version? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = epoch.CompareTo(other.epoch);
        order = order != 0 ? order : CompareRelease(release, other.release);
        order = order != 0 ? order : PreKey().CompareTo(other.PreKey());
        order = order != 0 ? order : (post ?? -1).CompareTo(other.post ?? -1);
        order = order != 0 ? order : (dev is null, dev ?? 0).CompareTo((other.dev is null, other.dev ?? 0));
        return order != 0 ? order : CompareLocal(local, other.local);
    }

    /// <inheritdoc/>
    public bool Equals(Pep440Version? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Pep440Version);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(epoch, release[0], pre, post, dev);

    /// <summary>The normal form.</summary>
    public override string ToString() =>
        (epoch.IsZero ? "" : $"{epoch}!") + string.Join('.', release) + (pre is { } p ? $"{p.Label}{p.Number}" : "")
        + (post is { } n ? $".post{n}" : "") + (dev is { } d ? $".dev{d}" : "") + (local.Length == 0 ? "" : "+" + string.Join('.', local));

    /// <summary>Whether two versions are equal in order.</summary>
    public static bool operator ==(Pep440Version? left, Pep440Version? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two versions differ in order.</summary>
    public static bool operator !=(Pep440Version? left, Pep440Version? right) => !(left == right);

    /// <summary>Order of versions.</summary>
    public static bool operator <(Pep440Version left, Pep440Version right) => left.CompareTo(right) < 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >(Pep440Version left, Pep440Version right) => left.CompareTo(right) > 0;

    /// <summary>Order of versions.</summary>
    public static bool operator <=(Pep440Version left, Pep440Version right) => left.CompareTo(right) <= 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >=(Pep440Version left, Pep440Version right) => left.CompareTo(right) >= 0;

    /// <summary>The same without its local part.</summary>
    internal Pep440Version WithoutLocal() => local.Length == 0 ? this : new Pep440Version(this);

    /// <summary>Epoch and release numbers alone.</summary>
    internal bool SameBase(Pep440Version other) => epoch == other.epoch && CompareRelease(release, other.release) == 0;

    /// <summary>How many release numbers were written.</summary>
    internal int ReleaseLength => release.Length;

    /// <summary>Whether the version begins with the release numbers (and, where it has them, pre, post and so on) of another.</summary>
    internal bool StartsWith(Pep440Version prefix, int releaseParts, bool releaseOnly)
    {
        if (epoch != prefix.epoch)
        {
            return false;
        }

        for (int i = 0; i < releaseParts; i++)
        {
            if ((i < release.Length ? release[i] : 0) != prefix.release[i])
            {
                return false;
            }
        }

        return releaseOnly || ((prefix.pre is null || prefix.pre == pre) && (prefix.post is null || prefix.post == post));
    }

    // A development release of a release comes before its pre-releases; a version without a pre-release part comes after them.
    private (int, string, BigInteger) PreKey() =>
        pre is { } p ? (1, p.Label, p.Number) : post is null && dev is not null ? (0, "", 0) : (2, "", 0);

    private static int CompareRelease(BigInteger[] left, BigInteger[] right)
    {
        for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            int order = (i < left.Length ? left[i] : 0).CompareTo(i < right.Length ? right[i] : 0);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int CompareLocal(string[] left, string[] right)
    {
        for (int i = 0; i < left.Length && i < right.Length; i++)
        {
            bool leftNumber = char.IsAsciiDigit(left[i][0]) && BigInteger.TryParse(left[i], CultureInfo.InvariantCulture, out _);
            bool rightNumber = char.IsAsciiDigit(right[i][0]) && BigInteger.TryParse(right[i], CultureInfo.InvariantCulture, out _);
            int order = leftNumber && rightNumber ? Number(left[i]).CompareTo(Number(right[i]))
                : leftNumber != rightNumber ? leftNumber.CompareTo(rightNumber) : string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static string PreLabel(string label) => label.ToLowerInvariant() switch
    {
        "alpha" or "a" => "a",
        "beta" or "b" => "b",
        _ => "rc",
    };

    private static string NormalPart(string part) => part.AsSpan().ContainsAnyExceptInRange('0', '9') ? part : Number(part).ToString(CultureInfo.InvariantCulture);

    private static BigInteger Number(string digits) => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static BigInteger OptionalNumber(Group group) => group.Success && group.Length > 0 ? Number(group.Value) : 0;

    [GeneratedRegex(
        @"^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)"
        + @"(?<pre>[-_.]?(?<preLabel>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]+)?)?"
        + @"(?<post>(?:-(?<postImplied>[0-9]+))|(?:[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>[0-9]+)?))?"
        + @"(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]+)?)?"
        + @"(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
