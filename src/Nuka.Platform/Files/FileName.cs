using System.Globalization;
using System.Text;

namespace Nuka.Platform.Files;

/// <summary>
/// One component of a path, as bytes: what Linux calls a file name. It is never empty, never <c>.</c> or <c>..</c>, and holds
/// neither <c>/</c> nor NUL; names need not be UTF-8. Order is by unsigned bytes.
/// </summary>
public readonly struct FileName : IEquatable<FileName>, IComparable<FileName>
{
    /// <summary>The kernel's limit on one name, in bytes (NAME_MAX).</summary>
    public const int LengthLimit = 255;

    private readonly byte[]? bytes;

    private FileName(byte[] bytes) => this.bytes = bytes;

    /// <summary>The bytes of the name.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Whether the bytes may stand as one name in a directory.</summary>
    /// <param name="name">The bytes.</param>
    public static bool IsValid(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= LengthLimit
        && name.IndexOfAny((byte)'/', (byte)0) < 0
        && !name.SequenceEqual("."u8)
        && !name.SequenceEqual(".."u8);

    /// <summary>Makes a name of bytes, which are copied.</summary>
    /// <exception cref="ArgumentException">The bytes are not a valid name.</exception>
    public static FileName FromBytes(ReadOnlySpan<byte> name) =>
        IsValid(name) ? new FileName(name.ToArray()) : throw new ArgumentException($"not a file name: {Display(name)}", nameof(name));

    /// <summary>Makes a name of text, encoded as UTF-8.</summary>
    /// <exception cref="ArgumentException">The text is not a valid name.</exception>
    public static FileName FromText(string name) => FromBytes(Encoding.UTF8.GetBytes(name));

    /// <summary>Bytes as a person can read them: UTF-8 where it is valid and printable, <c>\xNN</c> for every other byte.</summary>
    /// <param name="name">The bytes of a name or of a path.</param>
    public static string Display(ReadOnlySpan<byte> name)
    {
        StringBuilder text = new();
        while (!name.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(name, out Rune rune, out int used) == System.Buffers.OperationStatus.Done;
            if (valid && IsShown(rune))
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (byte value in name[..used])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }

            name = name[used..];
        }

        return text.ToString();
    }

    /// <summary>Neither control nor invisible: characters that reverse or hide text would let a name pretend to be another.</summary>
    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    /// <inheritdoc/>
    public bool Equals(FileName other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FileName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public int CompareTo(FileName other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>The name for people; see <see cref="Display"/>.</summary>
    public override string ToString() => Display(Bytes);

    /// <summary>Whether two names have the same bytes.</summary>
    public static bool operator ==(FileName left, FileName right) => left.Equals(right);

    /// <summary>Whether two names differ.</summary>
    public static bool operator !=(FileName left, FileName right) => !left.Equals(right);

    /// <summary>Order by unsigned bytes.</summary>
    public static bool operator <(FileName left, FileName right) => left.CompareTo(right) < 0;

    /// <summary>Order by unsigned bytes.</summary>
    public static bool operator >(FileName left, FileName right) => left.CompareTo(right) > 0;

    /// <summary>Order by unsigned bytes.</summary>
    public static bool operator <=(FileName left, FileName right) => left.CompareTo(right) <= 0;

    /// <summary>Order by unsigned bytes.</summary>
    public static bool operator >=(FileName left, FileName right) => left.CompareTo(right) >= 0;
}
