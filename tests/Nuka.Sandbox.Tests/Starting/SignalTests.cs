using System.Diagnostics;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

/// <summary>
/// Signals from people, not from a terminal: what reaches the program, how often, and how the launcher ends. Shells play the people.
/// </summary>
public sealed class SignalTests(LauncherBuild launcher) : IDisposable
{
    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("TERM", 15)]
    [InlineData("KILL", 9)]
    [InlineData("SEGV", 11)]
    [InlineData("USR1", 10)]
    [InlineData("PIPE", 13)]
    public void A_program_that_dies_by_a_signal_takes_the_launcher_the_same_way(string name, int number) =>
        Assert.Equal($"{number} 0", StatusOf(["sh", "-c", $"kill -{name} $$"]));

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    public void An_exit_code_is_no_signal(int code) => Assert.Equal($"0 {code}", StatusOf(["sh", "-c", $"exit {code}"]));

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("USR2")]
    [InlineData("WINCH")]
    [Trait("tier", "sample")]
    public void A_signal_to_the_launcher_alone_reaches_the_program_once(string name)
    {
        string output = Signalled(name, "kill -%s $pid");
        Assert.Equal($"ready\ngot {name}\nend\n", output);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("USR2")]
    public void A_signal_to_the_whole_group_reaches_the_program_once(string name)
    {
        string output = Signalled(name, "trap '' %s; kill -%s -$$");
        Assert.Equal($"ready\ngot {name}\nend\n", output);
    }

    [Fact]
    public void Signals_to_the_group_and_then_to_the_launcher_reach_the_program_twice()
    {
        string output = Signalled("USR2", "trap '' USR2; kill -USR2 -$$; sleep 0.3; kill -USR2 $pid");
        Assert.Equal("ready\ngot USR2\ngot USR2\nend\n", output);
    }

    [Fact]
    public void A_stopped_program_stops_the_launcher_and_continues_with_it()
    {
        string script = $$"""
            {{Line(["sh", "-c", "echo $$ >pid; kill -STOP $$; echo continued"])}} &
            pid=$!
            for i in $(seq 50); do sleep 0.1; grep -q '^State:.T' /proc/$pid/status && break; done
            grep '^State' /proc/$pid/status | cut -f2
            kill -CONT $pid
            wait $pid
            """;
        Outcome outcome = Processes.Run(new ProcessStartInfo("setsid", ["-w", "sh", "-c", script]));
        Assert.Equal("T (stopped)\ncontinued\n", outcome.Output);
    }

    [Theory]
    [InlineData("launcher")]
    [InlineData("bubblewrap")]
    public void When_a_part_is_killed_no_process_of_the_sandbox_is_left(string what)
    {
        string victim = what == "launcher" ? "$pid" : "$(cat /proc/$pid/task/$pid/children)";
        string script = $$"""
            {{Line(["sh", "-c", "sleep 60 & echo ready; sleep 60"])}} >out 2>err &
            pid=$!
            for i in $(seq 50); do grep -q ready out && break; sleep 0.1; done
            sleep 0.2
            kill -9 {{victim}}
            for i in $(seq 30); do sleep 0.1; left=$(grep -l {{sandbox.Home}} /proc/[0-9]*/mountinfo 2>/dev/null); [ -z "$left" ] && break; done
            echo "left:$left"
            wait $pid; echo "code $?"
            """;
        Outcome outcome = Processes.Run(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = sandbox.Home });
        string end = what == "launcher" ? "code 137" : "code 125";
        Assert.Equal($"left:\n{end}\n", outcome.Output);
    }

    /// <summary>The wait status of the launcher, as perl sees it: signal and exit code.</summary>
    private string StatusOf(string[] command)
    {
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(sandbox.Plan), command);
        string[] whole = ["-e", "$SIG{PIPE} = 'DEFAULT'; system(@ARGV); print $? & 127, ' ', $? >> 8", start.FileName, .. start.ArgumentList];
        Outcome outcome = Processes.Run(new ProcessStartInfo("env", ["--default-signal=PIPE", "perl", .. whole]));
        Assert.Equal("", outcome.Errors);
        return outcome.Output;
    }

    /// <summary>Runs a program that says which signal it got, in a group of its own, and lets a shell of that group send it.</summary>
    private string Signalled(string name, string send)
    {
        string program = $"trap 'echo got {name}' {name}; echo ready; for i in 1 2 3 4 5 6 7 8; do sleep 0.2; done; echo end";
        // A shell without job control ignores SIGINT in what it starts in the background.
        string script = $"env --default-signal=INT {Line(["bash", "-c", program])} >out & pid=$!; "
            + "for i in $(seq 50); do grep -q ready out && break; sleep 0.1; done; sleep 0.1; "
            + send.Replace("%s", name, StringComparison.Ordinal) + "; wait $pid; wait $pid; cat out";
        return Processes.Run(new ProcessStartInfo("setsid", ["-w", "bash", "-c", script]) { WorkingDirectory = sandbox.Home }).Output;
    }

    private string Line(string[] command)
    {
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(sandbox.Plan), command);
        IEnumerable<string> words = start.ArgumentList.Prepend(start.FileName);
        return string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
    }
}
