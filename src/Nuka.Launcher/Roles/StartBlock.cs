using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// What the first process inside is told, as a file in memory: the plan's inner part as it stands, and what belongs to this start alone
/// (specs/plan.md, the start block).
/// </summary>
internal unsafe struct StartBlock
{
    private byte* at;
    private byte* start;

    /// <summary>Writes the block.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="caller">What the caller had.</param>
    /// <param name="command">The program and its arguments; empty for the plan's own.</param>
    /// <param name="environment">The caller's variables, of which the plan passes some.</param>
    /// <returns>The descriptor, or -1.</returns>
    internal static long Write(Plan* plan, Caller* caller, byte** command, byte** environment)
    {
        byte** passed = Passed(plan, environment);
        nuint size = 64 + plan->InnerLength + SizeOf(passed) + SizeOf(command);
        StartBlock block = default;
        block.start = Memory.Take(size);
        block.at = block.start;
        block.AddWord(0x74736B6E); // "nkst"
        block.AddWord(1);
        block.AddData(plan->Inner, plan->InnerLength);
        block.AddLong(caller->Ignored);
        block.AddLong(caller->Blocked);
        block.AddLong(caller->SoftDescriptors);
        block.AddWord(caller->Mask);
        block.AddList(passed);
        block.AddList(command);
        return Descriptors.FileOf(block.start, (nuint)(block.at - block.start));
    }

    /// <summary>The caller's own <c>NAME=value</c> for each name that the plan passes and that is set.</summary>
    private static byte** Passed(Plan* plan, byte** environment)
    {
        uint count = 0;
        while (plan->Passed[count] != null)
        {
            count++;
        }

        byte** passed = Memory.TakeVector(count);
        uint found = 0;
        for (uint i = 0; i < count; i++)
        {
            byte* name = plan->Passed[i];
            nuint length = Bytes.Length(name);
            byte* value = Bytes.Variable(environment, name, length);
            if (value != null)
            {
                passed[found++] = value - length - 1;
            }
        }

        return passed;
    }

    private static nuint SizeOf(byte** list)
    {
        nuint size = 4;
        for (; *list != null; list++)
        {
            size += Bytes.Length(*list) + 8;
        }

        return size;
    }

    private void AddWord(uint value)
    {
        *(uint*)at = value;
        at += 4;
    }

    private void AddLong(ulong value)
    {
        *(ulong*)at = value;
        at += 8;
    }

    private void AddData(byte* bytes, nuint count)
    {
        AddWord((uint)count);
        Memory.Copy(at, bytes, count);
        at += (count + 4) & ~(nuint)3;
    }

    private void AddList(byte** list)
    {
        uint count = 0;
        while (list[count] != null)
        {
            count++;
        }

        AddWord(count);
        for (uint i = 0; i < count; i++)
        {
            AddData(list[i], Bytes.Length(list[i]));
        }
    }
}
