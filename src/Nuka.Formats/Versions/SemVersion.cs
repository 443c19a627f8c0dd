using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Nuka.Formats.Versions;

/// <summary>A version of Semantic Versioning 2.0.0. Order ignores the build metadata; equality does too.</summary>
public sealed partial class SemVersion : IComparable<SemVersion>, IEquatable<SemVersion>
{
    private const int LongestText = 256;

    private SemVersion(long major, long minor, long patch, string[] prerelease, string build)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
        Build = build;
    }

    /// <summary>First number.</summary>
    public long Major { get; }

    /// <summary>Second number.</summary>
    public long Minor { get; }

    /// <summary>Third number.</summary>
    public long Patch { get; }

    /// <summary>The identifiers behind the hyphen; none for a release.</summary>
    public IReadOnlyList<string> Prerelease { get; }

    /// <summary>What stands behind the plus sign, or nothing.</summary>
    public string Build { get; }

    /// <summary>Whether it is a pre-release.</summary>
    public bool IsPrerelease => Prerelease.Count > 0;

    /// <summary>Reads a version as section 2 and the grammar of the standard write it; a leading <c>v</c> or <c>=</c> is not part of it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version, when it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SemVersion? version)
    {
        version = null;
        if (text is null || text.Length > LongestText || Pattern().Match(text) is not { Success: true } match
            || !TryNumber(match.Groups[1].ValueSpan, out long major) || !TryNumber(match.Groups[2].ValueSpan, out long minor)
            || !TryNumber(match.Groups[3].ValueSpan, out long patch))
        {
            return false;
        }

        string[] prerelease = match.Groups[4].Success ? match.Groups[4].Value.Split('.') : [];
        version = new SemVersion(major, minor, patch, prerelease, match.Groups[5].Value);
        return true;
    }

    /// <summary>Makes a version of three numbers.</summary>
    /// <param name="major">First number.</param>
    /// <param name="minor">Second number.</param>
    /// <param name="patch">Third number.</param>
    /// <param name="prerelease">Identifiers behind the hyphen, joined by dots, or nothing.</param>
    public static SemVersion Create(long major, long minor, long patch, string prerelease = "") =>
        new(major, minor, patch, prerelease.Length == 0 ? [] : prerelease.Split('.'), "");

    /// <summary>Section 11 of the standard.</summary>
    /// <param name="other">The version to compare with.</param>
    public int CompareTo(SemVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Patch.CompareTo(other.Patch);
        if (order != 0 || (!IsPrerelease && !other.IsPrerelease))
        {
            return order;
        }

        return !IsPrerelease ? 1 : !other.IsPrerelease ? -1 : ComparePrerelease(other);
    }

    /// <inheritdoc/>
    public bool Equals(SemVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SemVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch, string.Join('.', Prerelease));

    /// <summary>The canonical text.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}")
        + (IsPrerelease ? "-" + string.Join('.', Prerelease) : "") + (Build.Length > 0 ? "+" + Build : "");

    /// <summary>Whether two versions are equal in order.</summary>
    public static bool operator ==(SemVersion? left, SemVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two versions differ in order.</summary>
    public static bool operator !=(SemVersion? left, SemVersion? right) => !(left == right);

    /// <summary>Order of versions.</summary>
    public static bool operator <(SemVersion left, SemVersion right) => left.CompareTo(right) < 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >(SemVersion left, SemVersion right) => left.CompareTo(right) > 0;

    /// <summary>Order of versions.</summary>
    public static bool operator <=(SemVersion left, SemVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >=(SemVersion left, SemVersion right) => left.CompareTo(right) >= 0;

    private int ComparePrerelease(SemVersion other)
    {
        for (int i = 0; i < Prerelease.Count && i < other.Prerelease.Count; i++)
        {
            int order = CompareIdentifiers(Prerelease[i], other.Prerelease[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return Prerelease.Count.CompareTo(other.Prerelease.Count);
    }

    private static int CompareIdentifiers(string left, string right)
    {
        bool leftNumber = !left.AsSpan().ContainsAnyExceptInRange('0', '9');
        bool rightNumber = !right.AsSpan().ContainsAnyExceptInRange('0', '9');
        return (leftNumber, rightNumber) switch
        {
            (true, true) => BigInteger.Parse(left, CultureInfo.InvariantCulture)
                .CompareTo(BigInteger.Parse(right, CultureInfo.InvariantCulture)),
            (true, false) => -1,
            (false, true) => 1,
            _ => Math.Sign(string.CompareOrdinal(left, right)),
        };
    }

    // npm's own reader stops at 2^53 - 1; so do we, for the two must agree about what is a version.
    internal static bool TryNumber(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 9007199254740991;

    [GeneratedRegex(
        @"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
        + @"(?:-((?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*))?"
        + @"(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
