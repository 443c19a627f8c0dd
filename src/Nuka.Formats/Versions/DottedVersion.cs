using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Nuka.Formats.Versions;

/// <summary>
/// Numbers joined by dots, as go.mod, rust-toolchain, .ruby-version or a Debian upstream version write them. What follows the numbers
/// (<c>+dfsg</c>, <c>~rc1</c>) does not count.
/// </summary>
public sealed partial class DottedVersion : IComparable<DottedVersion>, IEquatable<DottedVersion>
{
    private readonly BigInteger[] numbers;

    private DottedVersion(BigInteger[] numbers) => this.numbers = numbers;

    /// <summary>How many numbers it has.</summary>
    public int Count => numbers.Length;

    /// <summary>Reads the numbers at the start of a text, behind an optional <c>v</c> and an epoch.</summary>
    /// <param name="text">The text.</param>
    /// <param name="version">The version, when the text begins with one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DottedVersion? version)
    {
        Match match = Pattern().Match(text ?? "");
        version = match.Success
            ? new DottedVersion([.. match.Groups[1].Value.Split('.').Select(n => BigInteger.Parse(n, CultureInfo.InvariantCulture))]) : null;
        return version is not null;
    }

    /// <summary>Whether this one begins with the numbers of another: 3.11.2 does with 3.11.</summary>
    /// <param name="prefix">The shorter one.</param>
    public bool StartsWith(DottedVersion prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return numbers.AsSpan().StartsWith(prefix.numbers);
    }

    /// <summary>The first numbers of it.</summary>
    /// <param name="count">How many at most.</param>
    public DottedVersion Take(int count) => new(numbers[..Math.Min(count, numbers.Length)]);

    /// <summary>Number by number; a missing number counts as zero.</summary>
    /// <param name="other">The version to compare with.</param>
    public int CompareTo(DottedVersion? other)
    {
        for (int i = 0; other is not null && i < Math.Max(numbers.Length, other.numbers.Length); i++)
        {
            int order = (i < numbers.Length ? numbers[i] : 0).CompareTo(i < other.numbers.Length ? other.numbers[i] : 0);
            if (order != 0)
            {
                return order;
            }
        }

        return other is null ? 1 : 0;
    }

    /// <inheritdoc/>
    public bool Equals(DottedVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DottedVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => numbers[0].GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => string.Join('.', numbers);

    /// <summary>Whether two versions are equal in order.</summary>
    public static bool operator ==(DottedVersion? left, DottedVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two versions differ in order.</summary>
    public static bool operator !=(DottedVersion? left, DottedVersion? right) => !(left == right);

    /// <summary>Order of versions.</summary>
    public static bool operator <(DottedVersion left, DottedVersion right) => left.CompareTo(right) < 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >(DottedVersion left, DottedVersion right) => left.CompareTo(right) > 0;

    /// <summary>Order of versions.</summary>
    public static bool operator <=(DottedVersion left, DottedVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Order of versions.</summary>
    public static bool operator >=(DottedVersion left, DottedVersion right) => left.CompareTo(right) >= 0;

    [GeneratedRegex(@"^\s*(?:[0-9]+:)?[vV]?([0-9]{1,18}(?:\.[0-9]{1,18})*)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
