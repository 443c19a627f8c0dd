namespace Nuka.Build.Outputs.References;

/// <summary>
/// The first line of a script, read as the kernel reads it: <c>#!</c>, blanks, the interpreter, and one argument. Source: execve(2), "Interpreter scripts".
/// </summary>
internal static class ScriptLine
{
    /// <summary>As much of a file as the kernel looks at (BINPRM_BUF_SIZE).</summary>
    internal const int LengthBytes = 256;

    /// <summary>The interpreter, and the program that it looks for where it is <c>env</c>; nothing if it is no script.</summary>
    /// <param name="beginning">The first bytes of the file.</param>
    internal static IEnumerable<byte[]> Programs(ReadOnlySpan<byte> beginning)
    {
        if (!beginning.StartsWith("#!"u8))
        {
            return [];
        }

        ReadOnlySpan<byte> line = beginning[2..Math.Min(beginning.Length, LengthBytes)];
        int end = line.IndexOfAny((byte)'\n', (byte)0);
        line = (end < 0 ? line : line[..end]).Trim(" \t"u8);
        ReadOnlySpan<byte> interpreter = NextWord(ref line);
        if (interpreter.IsEmpty)
        {
            return [];
        }

        // The kernel looks for it nowhere but where the process stands.
        byte[] first = interpreter.Contains((byte)'/') ? interpreter.ToArray() : [.. "./"u8, .. interpreter];
        return interpreter[(interpreter.LastIndexOf((byte)'/') + 1)..].SequenceEqual("env"u8) && StartedByEnv(line) is { } program ? [first, program] : [first];
    }

    /// <summary>The program among the words of env(1): what is neither an option nor a variable.</summary>
    private static byte[]? StartedByEnv(ReadOnlySpan<byte> words)
    {
        while (NextWord(ref words) is { IsEmpty: false } word)
        {
            if (word.SequenceEqual("-u"u8) || word.SequenceEqual("-C"u8))
            {
                NextWord(ref words);
            }
            else if (word[0] == (byte)'-')
            {
                ReadOnlySpan<byte> rest = BehindSplit(word);
                if (!rest.IsEmpty && !rest.Contains((byte)'='))
                {
                    return rest.ToArray();
                }
            }
            else if (!word.Contains((byte)'='))
            {
                return word.ToArray();
            }
        }

        return null;
    }

    /// <summary>What -S is to split may begin at once behind it; letters of other options may stand before.</summary>
    private static ReadOnlySpan<byte> BehindSplit(ReadOnlySpan<byte> option)
    {
        ReadOnlySpan<byte> mark = option.StartsWith("--"u8) ? "--split-string="u8 : "S"u8;
        int at = option.IndexOf(mark);
        return at < 0 ? default : option[(at + mark.Length)..];
    }

    private static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        int end = line.IndexOfAny(" \t"u8);
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        line = line[word.Length..];
        return word;
    }
}
