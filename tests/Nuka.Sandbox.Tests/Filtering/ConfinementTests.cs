using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Filtering;

/// <summary>The real filter, Landlock and capabilities in the real kernel. Perl makes the calls: it is in every Debian.</summary>
public sealed class ConfinementTests(LauncherBuild launcher) : IDisposable
{
    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("keyctl", "syscall(250, 0, -3, 0)", 1)]
    [InlineData("bpf", "syscall(321, 0, 0, 0)", 1)]
    [InlineData("perf_event_open", "syscall(298, 0, 0, -1, -1, 0)", 1)]
    [InlineData("userfaultfd", "syscall(323, 0)", 1)]
    [InlineData("kcmp", "syscall(312, $$, $$, 0, 0, 0)", 1)]
    [InlineData("io_uring_setup", "syscall(425, 1, 0)", 38)]
    [InlineData("unshare of users", "syscall(272, 0x10000000)", 1)]
    [InlineData("mount", "syscall(165, 0, 0, 0, 0, 0)", 1)]
    [InlineData("vsock", "syscall(41, 40, 1, 0)", 97)]
    [InlineData("x32", "syscall(0x40000027)", 38)]
    [InlineData("tty injection", "do { my $c = 'x'; syscall(16, 0, 0x5412, $c) }", 1)]
    [InlineData("tty injection with a high bit", "do { my $c = 'x'; syscall(16, 0, 0x100005412, $c) }", 1)]
    public void The_kernel_refuses(string what, string call, int error)
    {
        Outcome outcome = sandbox.Run(sandbox.Plan, ["perl", "-e", $"my $r = {call}; print $r, ' ', $!+0"], unprivileged: true);
        Assert.True(outcome.Output == $"-1 {error}", $"{what}: {outcome.Output} {outcome.Errors}");
    }

    /// <summary>The last three state what a filter cannot know; docs/concepts/sandbox.md says so too.</summary>
    [Theory]
    [InlineData("root of a file", "syscall(92, $name = 'file', 0, 0)", 0)]
    [InlineData("nobody of a file", "syscall(92, $name = 'file', -1, -1)", 0)]
    [InlineData("root of what is missing", "syscall(92, $name = 'missing', 0, 0)", 2)]
    [InlineData("nobody of what is missing", "syscall(94, $name = 'missing', -1, -1)", 2)]
    [InlineData("root of a closed descriptor", "syscall(93, 77, 0, -1)", 9)]
    [InlineData("another of no descriptor", "syscall(93, -1, 1000, 1000)", 9)]
    [InlineData("another of no path", "syscall(92, 0, 1000, 1000)", 14)]
    [InlineData("another with unknown flags", "syscall(260, -100, $name = 'file', 1000, 1000, 0x4000)", 22)]
    [InlineData("another of a file", "syscall(260, -100, $name = 'file', 1000, 1000, 0x100)", 0)]
    [InlineData("another of what is missing", "syscall(92, $name = 'missing', 1000, 1000)", 0)]
    [InlineData("another of what is missing, by its directory", "syscall(260, -100, $name = 'missing', 1000, 1000, 0)", 0)]
    [InlineData("another of a closed descriptor", "syscall(93, 77, 1000, 1000)", 0)]
    public void Root_gives_a_file_away(string what, string call, int error)
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "only root's sandbox answers so");
        SandboxPlan plan = sandbox.Plan with { SystemCalls = new SystemCallPolicy { PretendsForeignOwners = true } };
        Outcome outcome = sandbox.Run(plan, ["perl", "-e", $"open F, '>', 'file'; $! = 0; my $r = {call}; print $r < 0 ? $!+0 : 0, ' ', join ',', (stat 'file')[4, 5]"]);
        Assert.True(outcome.Output == $"{error} 0,0", $"{what}: {outcome.Output} {outcome.Errors}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_capability_is_left_and_none_can_come_back(bool unprivileged)
    {
        Outcome outcome = sandbox.Run(sandbox.Plan, ["grep", "-E", "^(Cap|NoNewPrivs|Seccomp:)", "/proc/self/status"], unprivileged);
        Assert.Equal(
            "CapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n"
            + "CapAmb:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n",
            outcome.Output);
    }

    [Fact]
    public void Landlock_refuses_writing_outside_of_what_it_names()
    {
        SandboxPlan plan = sandbox.Plan with { Confinement = new Confinement { WritablePaths = [sandbox.Project, "/dev", "/no/such/path"] } };
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "echo a >inside && echo b >/tmp/outside"], unprivileged: true);
        Assert.Equal("a\n", File.ReadAllText(Path.Combine(sandbox.Project, "inside")));
        Assert.Contains("/tmp/outside: Permission denied", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void With_scoped_signals_a_program_cannot_signal_its_own_group_outside()
    {
        string[] command = ["sh", "-c", "kill -USR1 0; sleep 0.2; echo survived"];
        SandboxPlan open = sandbox.Plan;
        SandboxPlan scoped = sandbox.Plan with { Confinement = new Confinement { ScopeSignals = true } };
        Assert.Equal(128 + 10, RunInGroup(open, command).Code);
        Outcome outcome = RunInGroup(scoped, command);
        Assert.Equal("outer is alive\n", outcome.Output);
    }

    [Fact]
    public void A_tracer_may_look_at_its_own_child_but_not_at_the_first_process()
    {
        const string Trace = "my $p = fork // die; if (!$p) { sleep 5; exit } "
            + "print syscall(101, 0x4206, $p, 0, 0), ' ', syscall(101, 0x4206, 1, 0, 0); kill 9, $p";
        Outcome outcome = sandbox.Run(sandbox.Plan, ["perl", "-e", Trace], unprivileged: true);
        Assert.Equal("0 -1", outcome.Output);
    }

    [Fact]
    public void Without_the_filter_the_same_call_succeeds()
    {
        SandboxPlan plan = sandbox.Plan with { SystemCalls = new SystemCallPolicy { Enabled = false } };
        Outcome outcome = sandbox.Run(plan, ["perl", "-e", "print syscall(425, 1, 0), ' ', $!+0"], unprivileged: true);
        Assert.NotEqual("-1 38", outcome.Output);
    }

    /// <summary>Runs the sandbox as a member of a process group whose other member says that it is alive afterwards.</summary>
    private Outcome RunInGroup(SandboxPlan plan, string[] command)
    {
        System.Diagnostics.ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan), command);
        string line = string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(word => $"'{word}'"));
        return Processes.Run(new System.Diagnostics.ProcessStartInfo("setsid", ["-w", "sh", "-c", $"{line} >/dev/null; echo outer is alive"]));
    }
}
