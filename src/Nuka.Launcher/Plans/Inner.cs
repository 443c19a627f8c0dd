using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Plans;

/// <summary>The start block as the first process inside reads it.</summary>
internal unsafe struct Inner
{
    private const uint BlockLimit = 64 << 20;

    internal byte* WorkingDirectory;
    internal byte** Environment;
    internal byte** Command;
    internal ulong WriteRights;
    internal ulong Scopes;
    internal byte** WritablePaths;
    internal byte* Filter;
    internal uint FilterLength;
    internal bool WaitsForNetwork;

    /// <summary>Where the command was found when the plan was made; empty, or of another command: it has to be looked for.</summary>
    internal byte* Program;
    internal ulong Ignored;
    internal ulong Blocked;
    internal ulong SoftDescriptors;
    internal uint Mask;

    internal bool Load(long descriptor)
    {
        byte* status = stackalloc byte[144];
        if (SystemCalls.Call(Number.Fstat, descriptor, (long)status) != 0 || *(ulong*)(status + 48) > BlockLimit)
        {
            return false;
        }

        nuint size = *(nuint*)(status + 48);
        byte* bytes = Memory.Take(size);
        return SystemCalls.ReadFull(descriptor, bytes, size) == (long)size && Parse(new Cursor(bytes, size));
    }

    private bool Parse(Cursor cursor)
    {
        bool known = cursor.Word() == 0x74736B6E && cursor.Word() == 1;
        byte* inner = cursor.Data(out uint length);
        if (!known || cursor.Bad)
        {
            return false;
        }

        Cursor plan = new Cursor(inner, length);
        WorkingDirectory = plan.Text();
        byte** set = plan.List(Plan.ArgumentLimit, out uint setCount);
        byte** ownCommand = plan.List(Plan.ArgumentLimit, out _);
        WriteRights = plan.Long();
        Scopes = plan.Long();
        WritablePaths = plan.List(Plan.ArgumentLimit, out _);
        Filter = plan.Data(out FilterLength);
        WaitsForNetwork = plan.Word() != 0;
        Program = plan.Text();
        Ignored = cursor.Long();
        Blocked = cursor.Long();
        SoftDescriptors = cursor.Long();
        Mask = cursor.Word();
        byte** passed = cursor.List(Plan.ArgumentLimit, out uint passedCount);
        byte** command = cursor.List(Plan.ArgumentLimit * 16, out uint commandCount);
        Environment = Merge(set, setCount, passed, passedCount);
        Command = commandCount > 0 ? command : ownCommand;
        if (cursor.Bad || plan.Bad || !cursor.AtEnd || !plan.AtEnd || Command[0] == null)
        {
            return false;
        }

        if (ownCommand[0] == null || !Bytes.Same(ownCommand[0], Command[0]))
        {
            Program = Bytes.Of("\0"u8);
        }

        return true;
    }

    /// <summary>The fixed variables, but where the caller's own value is passed, that one.</summary>
    private static byte** Merge(byte** set, uint setCount, byte** passed, uint passedCount)
    {
        byte** merged = Memory.TakeVector(setCount + passedCount);
        uint count = 0;
        for (uint i = 0; i < setCount; i++)
        {
            nuint nameLength = 0;
            while (set[i][nameLength] != 0 && set[i][nameLength] != (byte)'=')
            {
                nameLength++;
            }

            if (Bytes.Variable(passed, set[i], nameLength) == null)
            {
                merged[count++] = set[i];
            }
        }

        for (uint i = 0; i < passedCount; i++)
        {
            merged[count++] = passed[i];
        }

        return merged;
    }
}
