using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Terminals;

/// <summary>What a person at a terminal does: keys, windows, jobs. The program shares the session and the process group of its caller.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Interrupt = "\x03";
    private const string Suspend = "\x1A";
    private const string Quit = "\x1C";

    private readonly TestSandbox sandbox;
    private readonly PseudoTerminal terminal;
    private readonly string start;

    public TerminalTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        SandboxPlan plan = sandbox.Plan with
        {
            PassedVariables = ["TERM"],
            Environment = sandbox.Plan.Environment.Add("PS1", "inner> "),
            Confinement = Confinement.For(Probing.LandlockVersion.Read(), [sandbox.Project, "/tmp", "/dev", "/proc"]),
        };
        start = $"'{launcher.Executable}' --start '{sandbox.WritePlan(plan)}' -- ";
        terminal = new PseudoTerminal(sandbox.Project);
    }

    public void Dispose()
    {
        terminal.Dispose();
        sandbox.Dispose();
    }

    [Fact]
    public void Ctrl_C_reaches_the_program_once_and_it_may_go_on()
    {
        const string Program = "trap \"echo inter\"rupted INT; echo rea\"\"dy; for i in 1 2 3 4; do sleep 0.3; done; echo fin\"\"ished";
        terminal.Type($"{start}bash -c '{Program}'; echo co\"\"de $?\n");
        terminal.Expect("ready\n");
        terminal.Type(Interrupt);
        terminal.Expect("finished\n");
        terminal.Expect("code 0\n");
        Assert.Equal(2, terminal.Seen().Split("interrupted").Length);
    }

    [Fact]
    public void Ctrl_C_ends_a_program_that_does_not_catch_it_and_the_shell_sees_130()
    {
        // exec: a dash that is interrupted just before it forks waits for the child first, with or without a sandbox.
        terminal.Type(start + "sh -c 'echo rea\"\"dy; exec sleep 60'; echo co\"\"de $?\n");
        terminal.Expect("ready\n");
        terminal.Type(Interrupt);
        terminal.Expect(">");
        terminal.Type("echo co\"\"de $?\n");
        terminal.Expect("code 130\n");
    }

    [Fact]
    public void Ctrl_backslash_ends_it_by_SIGQUIT()
    {
        terminal.Type(start + "sh -c 'echo rea\"\"dy; exec sleep 60'\n");
        terminal.Expect("ready\n");
        terminal.Type(Quit);
        terminal.Expect("Quit");
        terminal.Type("echo co\"\"de $?\n");
        terminal.Expect("code 131\n");
    }

    [Fact]
    public void Ctrl_Z_stops_the_job_and_fg_continues_it()
    {
        terminal.Type(start + "sh -c 'echo rea\"\"dy; sleep 1; echo fin\"\"ished'\n");
        terminal.Expect("ready\n");
        terminal.Type(Suspend);
        terminal.Expect("Stopped");
        Thread.Sleep(1500);
        Assert.DoesNotContain("finished\n", terminal.Seen(), StringComparison.Ordinal);
        terminal.Type("fg; echo co\"\"de $?\n");
        terminal.Expect("finished\n");
        terminal.Expect("code 0\n");
    }

    [Fact]
    public void A_program_that_ignores_Ctrl_Z_keeps_the_job_running()
    {
        terminal.Type(start + "bash -c 'trap \"\" TSTP; echo rea\"\"dy; for i in 1 2 3; do sleep 0.3; done; echo fin\"\"ished'; echo co\"\"de $?\n");
        terminal.Expect("ready\n");
        terminal.Type(Suspend);
        terminal.Expect("finished\n");
        terminal.Expect("code 0\n");
    }

    [Fact]
    public void A_program_that_stops_its_own_group_as_editors_do_stops_the_job()
    {
        terminal.Type(start + "sh -c 'echo rea\"\"dy; kill -TSTP 0; echo con\"\"tinued'\n");
        terminal.Expect("ready\n");
        terminal.Expect("Stopped");
        terminal.Type("fg; echo co\"\"de $?\n");
        terminal.Expect("continued\n");
        terminal.Expect("code 0\n");
    }

    [Fact]
    public void A_job_in_the_background_that_reads_is_stopped_and_reads_in_the_foreground()
    {
        terminal.Type(start + "sh -c 'read line; echo go\"\"t $line' &\n");
        Thread.Sleep(1000);
        terminal.Type("\n");
        terminal.Expect("Stopped");
        terminal.Type("fg\n");
        terminal.Expect("fg\n");
        Thread.Sleep(500);
        terminal.Type("a line\n");
        terminal.Expect("got a line\n");
    }

    [Fact]
    public void A_change_of_the_windows_size_reaches_the_program()
    {
        terminal.Type(start + "bash -c 'trap \"stty size\" WINCH; echo rea\"\"dy; for i in 1 2 3 4 5; do sleep 0.2; done'\n");
        terminal.Expect("ready\n");
        terminal.Resize(33, 111);
        terminal.Expect("33 111\n");
    }

    [Fact]
    public void A_shell_inside_has_jobs_of_its_own_and_gives_the_terminal_back()
    {
        terminal.Type(start + "bash --norc --noprofile +o emacs -i; echo out\"\"er $?\n");
        terminal.Expect("inner> ");
        terminal.Type("sleep 60\n");
        Thread.Sleep(500);
        terminal.Type(Suspend);
        terminal.Expect("Stopped");
        terminal.Type("jobs | wc -l; kill %1; sleep 0.2; sh -c 'echo work\"\"ing; exec sleep 60'\n");
        terminal.Expect("1\n");
        terminal.Expect("working\n");
        terminal.Type(Interrupt);
        terminal.Expect("inner> ");
        terminal.Type("exit 5\n");
        terminal.Expect("outer 5\n");
        terminal.Type("cat\n");
        Thread.Sleep(300);
        terminal.Type("to the outer cat\n\x04");
        terminal.Expect("to the outer cat\nto the outer cat\n");
        Assert.DoesNotContain("no job control", terminal.Seen(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_terminal_is_the_programs_own()
    {
        terminal.Type(start + "sh -c 'test -t 0 && test -t 1 && echo fine >/dev/tty; stty size'; echo co\"\"de $?\n");
        terminal.Expect("fine\n");
        terminal.Expect("code 0\n");
    }
}
