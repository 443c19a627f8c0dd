using System;

namespace Nuka.Launcher.Kernel;

/// <summary>Words for a person, collected so that they leave in one write.</summary>
internal unsafe struct Message
{
    private const int Capacity = 8192;

    private byte* text;
    private int length;

    internal byte* Text => text;

    internal int Length => length;

    /// <summary>Begins anew, in the same memory.</summary>
    internal void Clear() => length = 0;

    internal void Add(ReadOnlySpan<byte> words)
    {
        fixed (byte* start = words)
        {
            AddBytes(start, (nuint)words.Length);
        }
    }

    internal void AddText(byte* words) => AddBytes(words, Bytes.Length(words));

    /// <summary>Adds a name that somebody else chose: what a terminal would obey in it is shown as question marks.</summary>
    internal void AddShown(byte* words)
    {
        nuint count = Bytes.Length(words);
        for (nuint i = 0; i < count; i++)
        {
            AddShown(words, ref i, count);
        }
    }

    /// <summary>Adds one character; the second byte of a control character of Unicode (U+0080 to U+009F in UTF-8) is passed over.</summary>
    private void AddShown(byte* words, ref nuint at, nuint count)
    {
        bool isLong = words[at] == 0xC2 && at + 1 < count && words[at + 1] >= 0x80 && words[at + 1] < 0xA0;
        bool isControl = isLong || words[at] < 0x20 || words[at] == 0x7F;
        byte shown = isControl ? (byte)'?' : words[at];
        AddBytes(&shown, 1);
        at += isLong ? 1u : 0u;
    }

    internal void AddBytes(byte* words, nuint count)
    {
        if (text == null)
        {
            text = Memory.Take(Capacity);
        }

        nuint room = (nuint)(Capacity - length);
        nuint taken = count < room ? count : room;
        Memory.Copy(text + length, words, taken);
        length += (int)taken;
    }

    internal void AddNumber(long value)
    {
        byte* digits = stackalloc byte[24];
        int at = 24;
        ulong left = value < 0 ? (ulong)-value : (ulong)value;
        do
        {
            digits[--at] = (byte)('0' + (left % 10));
            left /= 10;
        }
        while (left > 0);
        if (value < 0)
        {
            digits[--at] = (byte)'-';
        }

        AddBytes(digits + at, (nuint)(24 - at));
    }

    /// <summary>Adds bytes as hexadecimal digits, two each.</summary>
    internal void AddHexadecimal(byte* bytes, int count)
    {
        for (int i = 0; i < count * 2; i++)
        {
            uint digit = (i & 1) == 0 ? (uint)bytes[i / 2] >> 4 : (uint)bytes[i / 2] & 15;
            byte character = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            AddBytes(&character, 1);
        }
    }

    /// <summary>Adds lines of another program, or names that somebody else chose, each indented as a reason.</summary>
    internal void AddReasons(byte* words, nuint count)
    {
        bool lineStart = true;
        for (nuint i = 0; i < count; i++)
        {
            if (lineStart)
            {
                Add("  "u8);
                lineStart = false;
            }

            lineStart = words[i] == (byte)'\n';
            if (lineStart)
            {
                Add("\n"u8);
            }
            else
            {
                AddShown(words, ref i, count);
            }
        }

        if (!lineStart)
        {
            Add("\n"u8);
        }
    }

    /// <summary>Adds what an error number means.</summary>
    internal void AddError(int number)
    {
        switch (number)
        {
            case Error.NotPermitted: Add("operation not permitted"u8); break;
            case Error.NotFound: Add("no such file or directory"u8); break;
            case Error.AccessDenied: Add("permission denied"u8); break;
            case Error.NotDirectory: Add("not a directory"u8); break;
            case Error.IsDirectory: Add("is a directory"u8); break;
            case Error.NotExecutable: Add("not an executable format"u8); break;
            case Error.Invalid: Add("invalid argument"u8); break;
            case Error.NoSpace: Add("no more of them may be made (limit reached)"u8); break;
            case Error.NoSuchCall: Add("this kernel has no such call"u8); break;
            case Error.NoDevice: Add("this kernel has no such file system"u8); break;
            case Error.NoMemory: Add("out of memory"u8); break;
            case Error.TooManyLinks: Add("too many links in the path"u8); break;
            case Error.NameTooLong: Add("the name is too long"u8); break;
            default:
                Add("error "u8);
                AddNumber(number);
                break;
        }
    }

    internal void Send(long descriptor) => SystemCalls.Write(descriptor, text, (nuint)length);
}
