using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>
/// The words of a command line, as far as a warm start needs them. It knows the options that a plan may depend on, and nothing else: a word
/// that it does not know makes the line one for the full program.
/// </summary>
internal unsafe struct FrontWords
{
    /// <summary>Whether the line is <c>exec CMD</c> or <c>shell</c> with known options only.</summary>
    internal bool Known;

    /// <summary>How many words, from the first on, are nuka's own.</summary>
    internal int OwnCount;

    /// <summary>The person's command, or a vector that is empty.</summary>
    internal byte** Command;

    /// <summary>The value of <c>--state</c>, or null.</summary>
    internal byte* State;

    /// <summary>Reads the words behind the executable's name.</summary>
    internal void Read(byte** words)
    {
        bool isShell = false;
        bool hasVerb = false;
        int at = 0;
        for (; words[at] != null; at++)
        {
            byte* word = words[at];
            if (Bytes.Is(word, "--"u8) && hasVerb)
            {
                at++;
                break;
            }

            if (word[0] == (byte)'-' && word[1] != 0)
            {
                if (!ReadOption(words, ref at))
                {
                    return;
                }
            }
            else if (hasVerb)
            {
                break;
            }
            else
            {
                isShell = Bytes.Is(word, "shell"u8);
                hasVerb = true;
                if (!isShell && !Bytes.Is(word, "exec"u8))
                {
                    return;
                }
            }
        }

        OwnCount = at;
        Command = words + at;
        Known = hasVerb && isShell == (Command[0] == null);
    }

    private bool ReadOption(byte** words, ref int at)
    {
        byte* word = words[at];
        bool isFlag = Bytes.Is(word, "--offline"u8) || Bytes.Is(word, "--quiet"u8) || Bytes.Is(word, "-q"u8)
            || Bytes.Is(word, "--run"u8) || Bytes.Is(word, "--locked"u8);
        if (isFlag)
        {
            return true;
        }

        bool isState = Bytes.Is(word, "--state"u8);
        bool takesValue = isState || Bytes.Is(word, "-C"u8) || Bytes.Is(word, "--directory"u8) || Bytes.Is(word, "--color"u8)
            || Bytes.Is(word, "-p"u8) || Bytes.Is(word, "--package"u8) || Bytes.Is(word, "--allow"u8) || Bytes.Is(word, "--deny"u8);
        if (!takesValue || words[at + 1] == null)
        {
            return false;
        }

        at++;
        State = isState ? words[at] : State;
        return true;
    }
}
