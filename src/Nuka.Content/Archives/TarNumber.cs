namespace Nuka.Content.Archives;

/// <summary>Numbers in tar headers: octal digits (POSIX ustar), or base 256 with the first bit set (GNU, star).</summary>
internal static class TarNumber
{
    /// <summary>Reads one field.</summary>
    /// <returns><see langword="false"/> where it is not a number from 0 to 2⁶³−1.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> field, out long value) =>
        (field[0] & 0x80) != 0 ? TryReadBinary(field, out value) : TryReadOctal(field, out value);

    private static bool TryReadBinary(ReadOnlySpan<byte> field, out long value)
    {
        // The second highest bit is the sign: no field that is read here may be negative.
        value = field[0] & 0x7F;
        foreach (byte next in field[1..])
        {
            if (value > long.MaxValue >> 8)
            {
                return false;
            }

            value = (value << 8) | next;
        }

        return (field[0] & 0x40) == 0;
    }

    private static bool TryReadOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        field = field.TrimStart((byte)' ');
        int end = field.IndexOfAny((byte)' ', (byte)0);
        ReadOnlySpan<byte> digits = end < 0 ? field : field[..end];
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        // An empty field is 0 in archives of old; behind the digits only blanks and NULs may stand.
        return end < 0 || field[end..].IndexOfAnyExcept((byte)' ', (byte)0) < 0;
    }
}
