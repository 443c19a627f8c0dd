using System.Collections.Immutable;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Filtering;

/// <summary>
/// Compiles a policy to a filter for x86-64: an allow-list, found by halving the range of numbers, with a look at the arguments of the few
/// calls that are open in part.
/// </summary>
internal sealed class SystemCallFilter
{
    private const uint Architecture = 0xC000003E; // AUDIT_ARCH_X86_64
    private const uint NewUserNamespace = 0x10000000; // CLONE_NEWUSER
    private const uint NewThread = 0x00010000; // CLONE_THREAD
    private const uint TerminalInject = 0x5412; // TIOCSTI
    private const uint TerminalConsole = 0x541C; // TIOCLINUX

    /// <summary>
    /// Unix, internet in both versions, netlink: what programs use. Not vsock (it reaches the hypervisor), not the kernel's cryptography.
    /// </summary>
    private static readonly ImmutableArray<uint> Families = [1, 2, 10, 16];

    /// <summary>Query, native, 32-bit names, old version names, no random addresses (gdb).</summary>
    private static readonly ImmutableArray<uint> Personalities = [0xFFFFFFFF, 0, 0x8, 0x20000, 0x20008, 0x40000];

    private readonly SystemCallPolicy policy;

    private SystemCallFilter(SystemCallPolicy policy) => this.policy = policy;

    /// <summary>The filter's bytes; none when the policy asks for none.</summary>
    internal static ImmutableArray<byte> Compile(SystemCallPolicy policy)
    {
        if (!policy.Enabled)
        {
            return [];
        }

        FilterProgram program = new();
        program.Load(FilterProgram.ArchitectureOffset);
        program.ReturnUnlessEqual(Architecture, FilterAction.KillProcess);
        program.Load(FilterProgram.NumberOffset);
        program.ReturnIfAtLeast(SystemCallTable.X32, FilterAction.NoSuchCall);
        SystemCallFilter filter = new(policy);
        List<int> starts = filter.RangeStarts();
        filter.Search(program, starts, 0, starts.Count);
        return program.ToBytes();
    }

    /// <summary>The first number of each run of calls that are treated alike.</summary>
    private List<int> RangeStarts()
    {
        List<int> starts = [0];
        for (int number = 1; number <= SystemCallTable.End; number++)
        {
            if (IsLookedInto(number) || IsLookedInto(number - 1) || Plain(number) != Plain(number - 1))
            {
                starts.Add(number);
            }
        }

        return starts;
    }

    private void Search(FilterProgram program, List<int> starts, int from, int to)
    {
        if (to - from == 1)
        {
            AddLeaf(program, starts[from]);
            return;
        }

        int middle = (from + to) / 2;
        FilterProgram below = new();
        FilterProgram above = new();
        Search(below, starts, from, middle);
        Search(above, starts, middle, to);
        program.Split((uint)starts[middle], below, above);
    }

    private bool IsLookedInto(int number) => number switch
    {
        SystemCallTable.Ioctl or SystemCallTable.Socket or SystemCallTable.SocketPair or SystemCallTable.Personality => true,
        SystemCallTable.Clone => !policy.NestedNamespaces || !policy.Processes,
        SystemCallTable.Unshare => !policy.NestedNamespaces,
        SystemCallTable.ChangeOwner or SystemCallTable.ChangeOwnerOfOpen or SystemCallTable.ChangeOwnerOfLink or SystemCallTable.ChangeOwnerAt
            => policy.PretendsForeignOwners,
        _ => policy.RefusesSetId && (number is SystemCallTable.OpenPath or SystemCallTable.OpenAt || ModeArgument(number) is not null),
    };

    /// <summary>Which argument is the mode of a call that gives a file one, whatever its other arguments are.</summary>
    private static uint? ModeArgument(int number) => number switch
    {
        SystemCallTable.Create or SystemCallTable.ChangeMode or SystemCallTable.ChangeModeOfOpen or SystemCallTable.MakeNode => 1,
        SystemCallTable.ChangeModeAt or SystemCallTable.ChangeModeAtWithFlags or SystemCallTable.MakeNodeAt => 2,
        _ => null,
    };

    private FilterAction Plain(int number)
    {
        // Its mode is in memory, where no filter looks: programs fall back to openat, as on a kernel before 5.6.
        if (policy.RefusesSetId && number == SystemCallTable.OpenAt2)
        {
            return FilterAction.NoSuchCall;
        }

        if (!policy.Processes && number is SystemCallTable.Fork or SystemCallTable.ForkShared)
        {
            return FilterAction.NotPermitted;
        }

        if (!policy.Processes && number == SystemCallTable.Clone3)
        {
            return FilterAction.NoSuchCall; // its flags are in memory: libraries fall back to clone
        }

        bool open = SystemCallTable.Open.Contains(number)
            || (policy.NestedNamespaces && SystemCallTable.Mounting.Contains(number))
            || (policy.Debugging && SystemCallTable.Debugging.Contains(number))
            || (policy.NestedNamespaces && number is (SystemCallTable.Clone or SystemCallTable.Clone3 or SystemCallTable.Unshare));
        bool refused = SystemCallTable.Refused.Contains(number)
            || SystemCallTable.Mounting.Contains(number)
            || SystemCallTable.Debugging.Contains(number);
        return open ? FilterAction.Allow : refused ? FilterAction.NotPermitted : FilterAction.NoSuchCall;
    }

    private void AddLeaf(FilterProgram program, int number)
    {
        if (!IsLookedInto(number))
        {
            program.Return(Plain(number));
            return;
        }

        switch (number)
        {
            case SystemCallTable.Ioctl:
                program.Load(FilterProgram.ArgumentOffset(1));
                program.ReturnIfEqual(TerminalInject, FilterAction.NotPermitted);
                program.ReturnIfEqual(TerminalConsole, FilterAction.NotPermitted);
                program.Return(FilterAction.Allow);
                break;
            case SystemCallTable.Clone when !policy.Processes:
                program.Load(FilterProgram.ArgumentOffset(0));
                program.ReturnIfAnyBit(NewThread, FilterAction.Allow);
                program.Return(FilterAction.NotPermitted);
                break;
            case SystemCallTable.Socket or SystemCallTable.SocketPair when !policy.Sockets:
                program.Return(FilterAction.NotPermitted);
                break;
            case SystemCallTable.Clone or SystemCallTable.Unshare:
                program.Load(FilterProgram.ArgumentOffset(0));
                program.ReturnIfAnyBit(NewUserNamespace, FilterAction.NotPermitted);
                program.Return(FilterAction.Allow);
                break;
            case SystemCallTable.ChangeOwner or SystemCallTable.ChangeOwnerOfLink:
                AllowWithoutPath(program, argument: 0);
                AddOwners(program, firstArgument: 1);
                break;
            case SystemCallTable.ChangeOwnerOfOpen:
                AllowWithoutDescriptor(program);
                AddOwners(program, firstArgument: 1);
                break;
            case SystemCallTable.ChangeOwnerAt:
                AllowWithUnknownFlags(program);
                AllowWithoutPath(program, argument: 1);
                AddOwners(program, firstArgument: 2);
                break;
            case SystemCallTable.Personality:
                AddChoice(program, Personalities, FilterAction.NotPermitted);
                break;
            case SystemCallTable.OpenPath:
                AddOpening(program, flagsArgument: 1);
                break;
            case SystemCallTable.OpenAt:
                AddOpening(program, flagsArgument: 2);
                break;
            case SystemCallTable.Socket or SystemCallTable.SocketPair:
                AddChoice(program, Families, FilterAction.NoSuchFamily);
                break;
            default:
                AddMode(program, ModeArgument(number) ?? throw new ArgumentOutOfRangeException(nameof(number), number, "no such call is looked into"));
                break;
        }
    }

    // The kernel answers what the arguments alone show to be wrong: EFAULT, EBADF, EINVAL. A filter cannot look at files, so that a name which does not
    // exist, or a closed descriptor, is answered like a good one. Asking a supervisor instead (SECCOMP_RET_USER_NOTIF) would give every sandbox of root
    // a listener, of which the kernel allows one: containers inside, which bring their own, would end.
    private static void AllowWithoutPath(FilterProgram program, uint argument)
    {
        FilterProgram upper = new();
        upper.Load(FilterProgram.ArgumentOffset(argument) + 4);
        upper.ReturnIfEqual(0, FilterAction.Allow);
        program.Load(FilterProgram.ArgumentOffset(argument));
        program.OnlyIfEqual(0, upper);
    }

    private static void AllowWithoutDescriptor(FilterProgram program)
    {
        const uint Negative = 0x80000000;
        program.Load(FilterProgram.ArgumentOffset(0));
        program.ReturnIfAnyBit(Negative, FilterAction.Allow);
    }

    private static void AllowWithUnknownFlags(FilterProgram program)
    {
        const uint NoFollowAndEmptyPath = 0x1100; // AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH: all that fchownat(2) has
        program.Load(FilterProgram.ArgumentOffset(4));
        program.ReturnIfAnyBit(~NoFollowAndEmptyPath, FilterAction.Allow);
    }

    /// <summary>Only root's own ids, and -1 for no change, go to the kernel: it knows no other in a namespace of one user.</summary>
    private static void AddOwners(FilterProgram program, uint firstArgument)
    {
        const uint NoChange = 0xFFFFFFFF;
        FilterProgram otherUser = new();
        otherUser.ReturnUnlessEqual(NoChange, FilterAction.Pretend);
        program.Load(FilterProgram.ArgumentOffset(firstArgument));
        program.UnlessEqual(0, otherUser);
        program.Load(FilterProgram.ArgumentOffset(firstArgument + 1));
        program.ReturnIfEqual(0, FilterAction.Allow);
        program.ReturnIfEqual(NoChange, FilterAction.Allow);
        program.Return(FilterAction.Pretend);
    }

    /// <summary>The kernel reads a mode only where a file may be made: elsewhere it is whatever a register held.</summary>
    private static void AddOpening(FilterProgram program, uint flagsArgument)
    {
        const uint Makes = 0x40 | 0x400000; // O_CREAT, __O_TMPFILE
        FilterProgram making = new();
        AddMode(making, flagsArgument + 1);
        program.Load(FilterProgram.ArgumentOffset(flagsArgument));
        program.OnlyIfAnyBit(Makes, making);
        program.Return(FilterAction.Allow);
    }

    // Of directories too, whose bits give nobody anything: a filter does not see what a name stands for. (mkdir takes neither bit anyway.)
    private static void AddMode(FilterProgram program, uint argument)
    {
        const uint SetUserOrGroup = 0xC00; // S_ISUID, S_ISGID
        program.Load(FilterProgram.ArgumentOffset(argument));
        program.ReturnIfAnyBit(SetUserOrGroup, FilterAction.NotPermitted);
        program.Return(FilterAction.Allow);
    }

    private static void AddChoice(FilterProgram program, ImmutableArray<uint> allowed, FilterAction otherwise)
    {
        program.Load(FilterProgram.ArgumentOffset(0));
        foreach (uint value in allowed)
        {
            program.ReturnIfEqual(value, FilterAction.Allow);
        }

        program.Return(otherwise);
    }
}
