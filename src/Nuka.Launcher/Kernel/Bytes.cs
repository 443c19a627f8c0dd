using System;

namespace Nuka.Launcher.Kernel;

/// <summary>Text as the kernel has it: bytes up to a NUL.</summary>
internal static unsafe class Bytes
{
    internal static nuint Length(byte* text)
    {
        nuint length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        return length;
    }

    internal static bool Same(byte* left, byte* right)
    {
        while (*left == *right && *left != 0)
        {
            left++;
            right++;
        }

        return *left == *right;
    }

    internal static bool Same(byte* left, byte* right, nuint count)
    {
        for (nuint i = 0; i < count; i++)
        {
            if (left[i] != right[i])
            {
                return false; // also at the NUL of the shorter one: nothing behind it is read
            }
        }

        return true;
    }

    internal static bool Is(byte* text, ReadOnlySpan<byte> word) => StartsWith(text, word) && text[word.Length] == 0;

    internal static bool StartsWith(byte* text, ReadOnlySpan<byte> prefix)
    {
        for (int i = 0; i < prefix.Length; i++)
        {
            if (text[i] != prefix[i])
            {
                return false;
            }
        }

        return true;
    }

    internal static bool Contains(byte* text, byte value)
    {
        while (*text != 0)
        {
            if (*text == value)
            {
                return true;
            }

            text++;
        }

        return false;
    }

    /// <summary>The literal as text ended by NUL: csc puts one behind every <c>u8</c> literal.</summary>
    internal static byte* Of(ReadOnlySpan<byte> literal)
    {
        fixed (byte* start = literal)
        {
            return start;
        }
    }

    /// <summary>A path of a directory and a name.</summary>
    internal static byte* Join(byte* directory, byte* name)
    {
        nuint first = Length(directory);
        first = first == 1 && *directory == (byte)'/' ? 0 : first;
        nuint second = Length(name);
        byte* path = Memory.Take(first + second + 2);
        Memory.Copy(path, directory, first);
        path[first] = (byte)'/';
        Memory.Copy(path + first + 1, name, second);
        return path;
    }

    /// <summary>The value of a variable, or null.</summary>
    internal static byte* Variable(byte** environment, byte* name, nuint nameLength)
    {
        for (; *environment != null; environment++)
        {
            if (Same(*environment, name, nameLength) && (*environment)[nameLength] == (byte)'=')
            {
                return *environment + nameLength + 1;
            }
        }

        return null;
    }

    internal static byte* Variable(byte** environment, ReadOnlySpan<byte> name) =>
        Variable(environment, Of(name), (nuint)name.Length);

    /// <summary>Reads a number of hexadecimal digits and moves behind it.</summary>
    internal static ulong Hexadecimal(ref byte* text)
    {
        ulong value = 0;
        while (true)
        {
            int digit = Digit(*text);
            if (digit < 0)
            {
                return value;
            }

            value = (value << 4) | (uint)digit;
            text++;
        }
    }

    private static int Digit(byte character)
    {
        if (character >= (byte)'0' && character <= (byte)'9')
        {
            return character - (byte)'0';
        }

        return character >= (byte)'a' && character <= (byte)'f' ? character - (byte)'a' + 10 : -1;
    }
}
