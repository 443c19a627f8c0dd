using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>
/// The full program, which this process becomes whenever a line is not a warm start: <c>nuka-cli</c> beside the launcher, or what the file
/// <c>nuka.program</c> beside it says, one word of the command a line.
/// </summary>
internal static unsafe class FullProgram
{
    private const int WordLimit = 16;

    /// <summary>Becomes the full program; returns only when it cannot be executed.</summary>
    /// <param name="words">The words behind the executable's name.</param>
    /// <param name="environment">The caller's variables.</param>
    /// <param name="caller">What the caller had, for the launcher at the end of the cold path.</param>
    /// <param name="key">The key that a plan is to be kept under, 32 bytes, or null.</param>
    internal static int Become(byte** words, byte** environment, Caller* caller, byte* key)
    {
        byte** variables = WithNotes(environment, caller, key);
        byte** prefix = Memory.TakeVector(WordLimit);
        byte* program = Beside(Bytes.Of("nuka-cli"u8));
        prefix[0] = program;
        TryExecute(program, prefix, words, variables);
        byte* list = Beside(Bytes.Of("nuka.program"u8));
        if (list != null && ReadWords(list, prefix))
        {
            TryExecute(prefix[0], prefix, words, variables);
        }

        Message text = default;
        text.Add("error[sandbox/no-full-program]: the part of nuka that does this is missing\n  beside: "u8);
        text.AddText(program == null ? Bytes.Of("?"u8) : program);
        text.Add("\nhint: install nuka again, whole\n"u8);
        text.Send(2);
        return 1;
    }

    /// <summary>The path of a file beside this executable, or null.</summary>
    internal static byte* Beside(byte* name)
    {
        const int PathLimit = 4096;
        byte* path = Memory.Take(PathLimit + 1);
        long length = SystemCalls.Call(Number.Readlink, (long)Bytes.Of("/proc/self/exe"u8), (long)path, PathLimit);
        while (length > 0 && path[length - 1] != (byte)'/')
        {
            length--;
        }

        if (length <= 0)
        {
            return null;
        }

        path[length == 1 ? 1 : length - 1] = 0;
        return Bytes.Join(path, name);
    }

    private static bool ReadWords(byte* list, byte** prefix)
    {
        const int Limit = 8192;
        byte* text = Memory.Take(Limit + 1);
        long file = SystemCalls.Open(list, 0);
        long length = file < 0 ? file : SystemCalls.ReadFull(file, text, Limit);
        SystemCalls.Close(file);
        int count = 0;
        long wordStart = 0;
        for (long i = 0; i < length && count < WordLimit; i++)
        {
            if (text[i] == (byte)'\n')
            {
                text[i] = 0;
                prefix[count++] = text + wordStart;
                wordStart = i + 1;
            }
        }

        prefix[count] = null;
        return count > 0 && *prefix[0] == (byte)'/';
    }

    private static void TryExecute(byte* program, byte** prefix, byte** words, byte** variables)
    {
        if (program == null)
        {
            return;
        }

        uint prefixCount = Count(prefix);
        uint wordCount = Count(words);
        byte** all = Memory.TakeVector(prefixCount + wordCount);
        for (uint i = 0; i < prefixCount; i++)
        {
            all[i] = prefix[i];
        }

        for (uint i = 0; i < wordCount; i++)
        {
            all[prefixCount + i] = words[i];
        }

        SystemCalls.Call(Number.Execve, (long)program, (long)all, (long)variables);
    }

    private static byte** WithNotes(byte** environment, Caller* caller, byte* key)
    {
        uint count = Count(environment);
        byte** variables = Memory.TakeVector(count + 2);
        uint kept = 0;
        for (uint i = 0; i < count; i++)
        {
            bool isOurs = Bytes.StartsWith(environment[i], "NUKA_CALLER="u8) || Bytes.StartsWith(environment[i], "NUKA_PLAN_KEY="u8);
            if (!isOurs)
            {
                variables[kept++] = environment[i];
            }
        }

        Message note = default;
        caller->Note(ref note);
        variables[kept++] = note.Text;
        if (key != null)
        {
            Message name = default;
            name.Add("NUKA_PLAN_KEY="u8);
            name.AddHexadecimal(key, 32);
            name.Add("\0"u8);
            variables[kept] = name.Text;
        }

        return variables;
    }

    private static uint Count(byte** list)
    {
        uint count = 0;
        while (list[count] != null)
        {
            count++;
        }

        return count;
    }
}
