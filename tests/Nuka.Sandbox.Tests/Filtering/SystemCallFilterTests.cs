using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Nuka.Sandbox.Filtering;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Tests.Filtering;

public sealed class SystemCallFilterTests
{
    private const uint Allow = 0x7FFF0000;
    private const uint Kill = 0x80000000;
    private const uint NotPermitted = 0x00050001;
    private const uint NoSuchCall = 0x00050026;
    private const uint NoSuchFamily = 0x00050061;
    private const uint Pretend = 0x00050000;

    private static readonly ImmutableArray<byte> Default = SystemCallFilter.Compile(SystemCallPolicy.Default);
    private static readonly ImmutableArray<byte> Nested = SystemCallFilter.Compile(new SystemCallPolicy { NestedNamespaces = true });
    private static readonly ImmutableArray<byte> OfRoot = SystemCallFilter.Compile(new SystemCallPolicy { PretendsForeignOwners = true });
    private static readonly ImmutableArray<byte> NoSetId = SystemCallFilter.Compile(new SystemCallPolicy { RefusesSetId = true });
    private static readonly ImmutableArray<byte> Closed = SystemCallFilter.Compile(new SystemCallPolicy { Debugging = false });

    [Theory]
    [InlineData("read", Allow)]
    [InlineData("execve", Allow)]
    [InlineData("openat2", Allow)]
    [InlineData("exit_group", Allow)]
    [InlineData("futex", Allow)]
    [InlineData("landlock_restrict_self", Allow)]
    [InlineData("ptrace", Allow)]
    [InlineData("io_uring_setup", NoSuchCall)]
    [InlineData("io_uring_enter", NoSuchCall)]
    [InlineData("io_uring_register", NoSuchCall)]
    [InlineData("clone3", NoSuchCall)]
    [InlineData("add_key", NotPermitted)]
    [InlineData("request_key", NotPermitted)]
    [InlineData("keyctl", NotPermitted)]
    [InlineData("bpf", NotPermitted)]
    [InlineData("perf_event_open", NotPermitted)]
    [InlineData("userfaultfd", NotPermitted)]
    [InlineData("kcmp", NotPermitted)]
    [InlineData("mount", NotPermitted)]
    [InlineData("umount2", NotPermitted)]
    [InlineData("pivot_root", NotPermitted)]
    [InlineData("open_tree", NotPermitted)]
    [InlineData("fsopen", NotPermitted)]
    [InlineData("setns", NotPermitted)]
    [InlineData("init_module", NotPermitted)]
    [InlineData("kexec_load", NotPermitted)]
    [InlineData("clock_settime", NotPermitted)]
    [InlineData("open_by_handle_at", NotPermitted)]
    [InlineData("uselib", NoSuchCall)]
    public void A_call_is_answered_as_documented(string name, uint action) => Assert.Equal(action, Run(Default, NumberOf(name)));

    [Fact]
    public void Calls_that_the_table_does_not_know_are_unknown()
    {
        foreach (uint number in (uint[])[470, 500, 1000, 0x3FFFFFFF])
        {
            Assert.Equal(NoSuchCall, Run(Default, number));
        }
    }

    [Fact]
    public void Calls_of_x32_are_unknown_and_foreign_architectures_end_the_process()
    {
        Assert.Equal(NoSuchCall, Run(Default, 0x40000000));
        Assert.Equal(NoSuchCall, Run(Default, 0x40000000 | 16));
        Assert.Equal(NoSuchCall, Run(Default, uint.MaxValue));
        Assert.Equal(Kill, FilterMachine.Run(Default.AsSpan(), 0, architecture: 0x40000003));
    }

    [Theory]
    [InlineData(0x5412)]
    [InlineData(0x541C)]
    [InlineData(0x1_0000_5412)]
    [InlineData(0x7FFF_FFFF_0000_541C)]
    public void Injecting_into_a_terminal_is_refused_whatever_the_upper_half_of_the_argument(ulong request)
    {
        Assert.Equal(NotPermitted, Run(Default, NumberOf("ioctl"), 0, request));
        Assert.Equal(NotPermitted, Run(Nested, NumberOf("ioctl"), 0, request));
    }

    [Fact]
    public void Other_requests_to_devices_are_open() => Assert.Equal(Allow, Run(Default, NumberOf("ioctl"), 0, 0x5413));

    [Theory]
    [InlineData("clone")]
    [InlineData("unshare")]
    public void New_user_namespaces_are_refused_unless_granted(string name)
    {
        Assert.Equal(NotPermitted, Run(Default, NumberOf(name), 0x10000000 | 17));
        Assert.Equal(Allow, Run(Default, NumberOf(name), 17));
        Assert.Equal(Allow, Run(Nested, NumberOf(name), 0x10000000 | 17));
    }

    [Fact]
    public void Nested_namespaces_open_mounts_and_nothing_else()
    {
        Assert.Equal(Allow, Run(Nested, NumberOf("mount")));
        Assert.Equal(Allow, Run(Nested, NumberOf("clone3")));
        Assert.Equal(NotPermitted, Run(Nested, NumberOf("bpf")));
        Assert.Equal(NotPermitted, Run(Nested, NumberOf("setns")));
        Assert.Equal(NoSuchCall, Run(Nested, NumberOf("io_uring_setup")));
    }

    [Fact]
    public void Without_debugging_no_process_looks_into_another()
    {
        foreach (string name in (string[])["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"])
        {
            Assert.Equal(NotPermitted, Run(Closed, NumberOf(name)));
            Assert.Equal(Allow, Run(Default, NumberOf(name)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_processes_threads_are_all_that_can_be_made(bool nested)
    {
        const ulong NewThread = 0x10000;
        const ulong NewUserNamespace = 0x10000000;
        ImmutableArray<byte> alone = SystemCallFilter.Compile(new SystemCallPolicy { Processes = false, NestedNamespaces = nested });
        Assert.Equal(NotPermitted, Run(alone, NumberOf("fork")));
        Assert.Equal(NotPermitted, Run(alone, NumberOf("vfork")));
        Assert.Equal(NotPermitted, Run(alone, NumberOf("clone"), 17));
        Assert.Equal(NotPermitted, Run(alone, NumberOf("clone"), NewUserNamespace | 17));
        Assert.Equal(NoSuchCall, Run(alone, NumberOf("clone3")));
        Assert.Equal(Allow, Run(alone, NumberOf("clone"), NewThread | 0xF00));
        Assert.Equal(Allow, Run(Default, NumberOf("fork")));
        Assert.Equal(Allow, Run(Default, NumberOf("vfork")));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(17UL)]
    public void Without_sockets_no_family_makes_one(ulong family)
    {
        ImmutableArray<byte> silent = SystemCallFilter.Compile(new SystemCallPolicy { Sockets = false });
        Assert.Equal(NotPermitted, Run(silent, NumberOf("socket"), family));
        Assert.Equal(NotPermitted, Run(silent, NumberOf("socketpair"), family));
    }

    [Theory]
    [InlineData(1, Allow)]
    [InlineData(2, Allow)]
    [InlineData(10, Allow)]
    [InlineData(16, Allow)]
    [InlineData(17, NoSuchFamily)]
    [InlineData(38, NoSuchFamily)]
    [InlineData(40, NoSuchFamily)]
    public void Only_families_that_programs_use_make_sockets(ulong family, uint action)
    {
        Assert.Equal(action, Run(Default, NumberOf("socket"), family));
        Assert.Equal(action, Run(Default, NumberOf("socketpair"), family));
    }

    [Theory]
    [InlineData(0, Allow)]
    [InlineData(0xFFFFFFFF, Allow)]
    [InlineData(0x40000, Allow)]
    [InlineData(0x400000, NotPermitted)]
    [InlineData(0x100000, NotPermitted)]
    public void Personalities_that_weaken_a_program_are_refused(ulong personality, uint action) =>
        Assert.Equal(action, Run(Default, NumberOf("personality"), personality));

    [Theory]
    [InlineData(0, 0, Allow)]
    [InlineData(0, 0xFFFFFFFF, Allow)]
    [InlineData(0xFFFFFFFF, 0, Allow)]
    [InlineData(0xFFFFFFFF, 0xFFFFFFFF, Allow)]
    [InlineData(1000, 0, Pretend)]
    [InlineData(0, 1000, Pretend)]
    [InlineData(0xFFFFFFFF, 1000, Pretend)]
    [InlineData(1000, 1000, Pretend)]
    public void Only_for_root_giving_a_file_to_somebody_else_is_answered_without_doing_it(ulong user, ulong group, uint action)
    {
        foreach (string name in (string[])["chown", "fchown", "lchown"])
        {
            Assert.Equal(action, Run(OfRoot, NumberOf(name), 7, user, group));
            Assert.Equal(Allow, Run(Default, NumberOf(name), 7, user, group));
        }

        Assert.Equal(action, Run(OfRoot, NumberOf("fchownat"), 7, 7, user, group));
        Assert.Equal(Allow, Run(Default, NumberOf("fchownat"), 7, 7, user, group));
        Assert.Equal(Allow, Run(OfRoot, NumberOf("umask"), 7, user, group));
    }

    [Theory]
    [InlineData("chown", 0, 1000, 1000, 0, 0)]
    [InlineData("lchown", 0, 1000, 1000, 0, 0)]
    [InlineData("fchown", 0xFFFFFFFF, 1000, 1000, 0, 0)]
    [InlineData("fchown", 0xFFFFFFFFFFFFFF9C, 1000, 1000, 0, 0)]
    [InlineData("fchownat", 7, 0, 1000, 1000, 0)]
    [InlineData("fchownat", 7, 7, 1000, 1000, 0x200)]
    [InlineData("fchownat", 7, 7, 1000, 1000, 0x80000000)]
    public void What_the_arguments_alone_show_to_be_wrong_is_the_kernels_to_answer(string name, ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        Assert.Equal(Allow, Run(OfRoot, NumberOf(name), a, b, c, d, e));
    }

    [Theory]
    [InlineData("chown", 0x7F0000000000, 1000, 1000, 0, 0)]
    [InlineData("fchownat", 0xFFFFFFFFFFFFFF9C, 0x7F0000000000, 1000, 1000, 0x100)]
    [InlineData("fchownat", 7, 7, 1000, 1000, 0x1100)]
    public void A_right_call_is_not_taken_for_a_wrong_one(string name, ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        Assert.Equal(Pretend, Run(OfRoot, NumberOf(name), a, b, c, d, e));
    }

    [Theory]
    [InlineData("chmod", 7, 0, 0, 0, 1)]
    [InlineData("fchmod", 7, 0, 0, 0, 1)]
    [InlineData("fchmodat", 7, 7, 0, 0, 2)]
    [InlineData("452", 7, 7, 0, 0, 2)] // fchmodat2, which headers before Linux 6.6 do not know
    [InlineData("creat", 7, 0, 0, 0, 1)]
    [InlineData("mknod", 7, 0, 0, 0, 1)]
    [InlineData("mknodat", 7, 7, 0, 0, 2)]
    [InlineData("open", 7, 0x41, 0, 0, 2)]
    [InlineData("open", 7, 0x410002, 0, 0, 2)]
    [InlineData("openat", 7, 7, 0x80042, 0, 3)]
    [InlineData("openat", 7, 7, 0x410002, 0, 3)]
    public void Where_set_id_bits_are_refused_no_call_sets_one(string name, ulong a, ulong b, ulong c, ulong d, int modeArgument)
    {
        uint number = uint.TryParse(name, CultureInfo.InvariantCulture, out uint known) ? known : NumberOf(name);
        foreach (ulong mode in (ulong[])[0x9ED, 0x5ED, 0xDED, 0x800, 0x400, 0x7FFF_FFFF_FFFF_F800])
        {
            Assert.Equal(NotPermitted, Run(NoSetId, number, With(mode)));
            Assert.Equal(Allow, Run(Default, number, With(mode)));
        }

        foreach (ulong mode in (ulong[])[0, 0x1ED, 0x3FF, 0x81B6, 0x7FFF_FFFF_FFFF_F1FF])
        {
            Assert.Equal(Allow, Run(NoSetId, number, With(mode)));
        }

        ulong[] With(ulong mode)
        {
            ulong[] arguments = [a, b, c, d];
            arguments[modeArgument] = mode;
            return arguments;
        }
    }

    [Theory]
    [InlineData("open", 7, 0, 0x9ED, 0)]
    [InlineData("open", 7, 0x10000, 0x9ED, 0)]
    [InlineData("openat", 7, 7, 0x80000, 0x9ED)]
    [InlineData("openat", 7, 7, 0x10000, 0x9ED)]
    [InlineData("mkdir", 7, 0x9ED, 0, 0)]
    [InlineData("umask", 0x9ED, 0, 0, 0)]
    public void Where_the_kernel_takes_no_set_id_bit_none_is_looked_for(string name, ulong a, ulong b, ulong c, ulong d) =>
        Assert.Equal(Allow, Run(NoSetId, NumberOf(name), a, b, c, d));

    [Fact]
    public void A_call_whose_mode_no_filter_can_see_is_unknown_where_set_id_bits_are_refused()
    {
        Assert.Equal(NoSuchCall, Run(NoSetId, NumberOf("openat2"), 7, 7, 7, 24));
        Assert.Equal(Allow, Run(NoSetId, NumberOf("close_range")));
        Assert.Equal(Allow, Run(NoSetId, NumberOf("faccessat2")));
    }

    [Fact]
    public void No_call_stands_in_two_groups()
    {
        HashSet<int> seen = [];
        foreach (SystemCallSet group in (SystemCallSet[])
            [SystemCallTable.Open, SystemCallTable.Refused, SystemCallTable.Mounting, SystemCallTable.Debugging])
        {
            Assert.All(group.Numbers, number => Assert.True(seen.Add(number), $"{number} stands in two groups"));
        }
    }

    [Fact]
    public void The_filter_is_short_enough_to_cost_nothing_that_is_felt() => Assert.InRange(Default.Length / 8, 20, 400);

    private static uint Run(ImmutableArray<byte> program, uint number, params ReadOnlySpan<ulong> arguments) =>
        FilterMachine.Run(program.AsSpan(), number, FilterMachine.Native, arguments);

    /// <summary>The number in the C library's own header: what the table is compared with.</summary>
    private static uint NumberOf(string name)
    {
        string header = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h";
        Assert.SkipUnless(File.Exists(header), "the kernel's headers are not installed (Debian: linux-libc-dev)");
        Match match = Regex.Match(File.ReadAllText(header), $@"#define __NR_{name} (\d+)");
        return uint.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
