namespace Nuka.Content.Hashing;

/// <summary>Base32 of RFC 4648, section 6, in lower case and unpadded: names that people copy, and that file systems which fold case keep apart.</summary>
public static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>How many characters a number of bytes take.</summary>
    /// <param name="bytes">The bytes.</param>
    public static int TextLength(int bytes) => ((bytes * 8) + 4) / 5;

    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">Any number of them.</param>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = new char[TextLength(bytes.Length)];
        int length = 0;
        uint bits = 0;
        int count = 0;
        foreach (byte value in bytes)
        {
            bits = (bits << 8) | value;
            for (count += 8; count >= 5; count -= 5)
            {
                text[length++] = Alphabet[(int)(bits >> (count - 5)) & 31];
            }
        }

        if (count > 0)
        {
            text[length] = Alphabet[(int)(bits << (5 - count)) & 31];
        }

        return new string(text);
    }

    /// <summary>Reads bytes in the one form that is written.</summary>
    /// <param name="text">The characters.</param>
    /// <param name="bytes">What they stand for; its length says how many bytes there must be.</param>
    /// <returns>False if there are other characters, more or fewer of them, or bits behind the last byte.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != TextLength(bytes.Length))
        {
            return false;
        }

        uint bits = 0;
        int count = 0;
        int written = 0;
        foreach (char letter in text)
        {
            int value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)value;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                bytes[written++] = (byte)(bits >> count);
            }
        }

        // Bits beyond the last byte must be zero, or two texts would name the same thing.
        return (bits & ((1u << count) - 1)) == 0;
    }
}
