using System.Collections.Immutable;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Warm;

public sealed class FrontTests : IDisposable
{
    private static readonly string[] Hello = ["exec", "echo", "hello"];

    private readonly TestSandbox sandbox;
    private readonly FrontCommand front;

    public FrontTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        front = new FrontCommand(sandbox, launcher);
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void The_version_is_the_builds_own() => Assert.Equal("nuka 0.1.0-test\n", front.Run(["--version"]).Output);

    [Fact]
    public void A_fresh_plan_runs_without_the_full_program()
    {
        front.Keep(Hello, sandbox.Plan);
        Assert.Equal(("hello\n", "", 0), Said(front.Run(Hello)));
    }

    [Fact]
    public void The_commands_arguments_are_not_part_of_the_key()
    {
        front.Keep(Hello, sandbox.Plan);
        Assert.Equal("another one\n", front.Run(["exec", "echo", "another", "one"]).Output);
    }

    [Theory]
    [InlineData(-25, 99)]
    [InlineData(-23, 0)]
    [InlineData(1, 99)]
    public void A_plan_of_another_day_is_made_anew(int hours, int code)
    {
        front.Keep(Hello, sandbox.Plan);
        File.SetLastWriteTimeUtc(front.PlanFile!, DateTime.UtcNow.AddHours(hours));
        Assert.Equal(code, front.Run(Hello).Code);
    }

    [Theory]
    [InlineData("exec", "cat", "hello")]
    [InlineData("exec", "--allow", "network", "echo", "hello")]
    [InlineData("exec", "--", "echo", "hello")]
    [InlineData("exec", "--explain", "echo", "hello")]
    [InlineData("exec", "--json", "echo", "hello")]
    [InlineData("exec", "-v", "echo", "hello")]
    [InlineData("exec")]
    [InlineData("shell")]
    [InlineData("lock")]
    [InlineData("exec", "--state")]
    public void Another_line_goes_to_the_full_program_word_for_word(params string[] words)
    {
        front.Keep(Hello, sandbox.Plan);
        Assert.Equal(($"full {string.Join(' ', words)}\n", "", 99), Said(front.Run(words)));
    }

    [Theory]
    [InlineData("HOME")]
    [InlineData("PATH")]
    [InlineData("DISPLAY")]
    [InlineData("XDG_RUNTIME_DIR")]
    [InlineData("NUKA_STORE")]
    public void Another_value_of_a_named_variable_is_another_key(string name)
    {
        front.Keep(Hello, sandbox.Plan);
        Assert.Equal(99, front.Run(Hello, start => start.Environment[name] = "/usr/bin:/bin:/other").Code);
    }

    [Fact]
    public void Another_variable_is_not()
    {
        front.Keep(Hello, sandbox.Plan);
        Assert.Equal(0, front.Run(Hello, start => start.Environment["ANYTHING"] = "else").Code);
    }

    [Fact]
    public void Another_directory_is_another_key()
    {
        front.Keep(Hello, sandbox.Plan);
        Assert.Equal(99, front.Run(Hello, start => start.WorkingDirectory = "/").Code);
    }

    [Fact]
    public void A_rebuilt_launcher_uses_no_plan_of_the_old_one()
    {
        front.Keep(Hello, sandbox.Plan);
        byte[] bytes = File.ReadAllBytes(front.Executable);
        File.Delete(front.Executable);
        File.WriteAllBytes(front.Executable, bytes);
        LauncherBuild.Open(front.Executable);
        Assert.Equal(99, front.Run(Hello).Code);
    }

    public static TheoryData<string> Changes() => ["written", "touched", "replaced", "removed", "made", "mode", "linked"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_plan_is_stale_when_a_file_it_depends_on_was(string change)
    {
        string file = Path.Combine(sandbox.Project, "manifest");
        string absent = Path.Combine(sandbox.Project, "absent");
        File.WriteAllText(file, "1");
        ImmutableArray<FreshnessEntry> entries = [FreshnessEntry.Observe(file), FreshnessEntry.Observe(absent)];
        front.Keep(Hello, sandbox.Plan with { Freshness = entries });
        Assert.Equal(0, front.Run(Hello).Code);
        Change(change, file, absent);
        Assert.Equal(99, front.Run(Hello).Code);
    }

    [Fact]
    public void A_plan_is_stale_once_something_exists_that_it_would_have_to_protect()
    {
        string watched = Path.Combine(sandbox.Project, ".envrc");
        front.Keep(["exec", "touch"], sandbox.Plan with { WatchedPaths = [watched] });
        Outcome first = front.Run(["exec", "touch", ".envrc"]);
        Assert.Equal(0, first.Code);
        Assert.Contains("warning: the program created", first.Errors, StringComparison.Ordinal);
        Assert.Equal(99, front.Run(["exec", "touch", ".envrc"]).Code);
    }

    [Theory]
    [InlineData("plan", 0x1B6)]
    [InlineData("plan", 0x190)]
    [InlineData("plans", 0x1FF)]
    [InlineData("state", 0x1F8)]
    public void A_plan_that_others_could_have_written_is_not_used(string what, int mode)
    {
        front.Keep(Hello, sandbox.Plan);
        string path = what switch { "plan" => front.PlanFile!, "plans" => Path.GetDirectoryName(front.PlanFile!)!, _ => front.State };
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        Assert.Equal(99, front.Run(Hello).Code);
    }

    [Fact]
    public void A_plan_of_another_user_is_not_used()
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "only root can give a file away");
        front.Keep(Hello, sandbox.Plan);
        Processes.Run(new System.Diagnostics.ProcessStartInfo("chown", ["65534", front.PlanFile!]));
        Assert.Equal(99, front.Run(Hello).Code);
    }

    [Fact]
    public void A_plan_behind_a_link_is_not_used()
    {
        front.Keep(Hello, sandbox.Plan);
        File.Move(front.PlanFile!, front.PlanFile + ".moved");
        File.CreateSymbolicLink(front.PlanFile!, front.PlanFile + ".moved");
        Assert.Equal(99, front.Run(Hello).Code);
    }

    [Fact]
    public void A_plan_is_used_under_its_own_key_only()
    {
        front.Keep(Hello, sandbox.Plan);
        string other = front.PlanFile!;
        front.Keep(["exec", "cat"], sandbox.Plan);
        File.Copy(other, front.PlanFile!, overwrite: true);
        Assert.Equal(99, front.Run(["exec", "cat"]).Code);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Every_cut_or_flipped_byte_of_a_plan_sends_the_line_to_the_full_program()
    {
        front.Keep(Hello, sandbox.Plan);
        byte[] bytes = File.ReadAllBytes(front.PlanFile!);
        for (int i = 0; i < bytes.Length; i += Math.Max(1, bytes.Length / 97))
        {
            File.WriteAllBytes(front.PlanFile!, bytes[..i]);
            Assert.Equal(99, front.Run(Hello).Code);
            byte[] flipped = [.. bytes];
            flipped[i] ^= 0x10;
            File.WriteAllBytes(front.PlanFile!, flipped);
            Assert.Equal(99, front.Run(Hello).Code);
        }
    }

    [Fact]
    public void A_plan_whose_layers_are_gone_goes_to_the_full_program()
    {
        front.Keep(Hello, sandbox.Plan);
        Directory.Delete(Path.Combine(sandbox.Home, "layers/etc"), recursive: true);
        Assert.Equal(("full exec echo hello\n", "", 99), Said(front.Run(Hello)));
    }

    [Fact]
    public void The_shell_runs_the_plans_own_command()
    {
        front.Keep(["shell"], sandbox.Plan with { Command = ["sh", "-c", "echo own command"] });
        Assert.Equal("own command\n", front.Run(["shell"]).Output);
    }

    [Fact]
    public void The_full_program_is_told_what_the_caller_had()
    {
        // .NET leaves SIGPIPE ignored in its children, this test among its parents.
        string line = $"ulimit -Sn 321; trap '' USR1; exec '{front.Executable}' exec true";
        Processes.Run(new System.Diagnostics.ProcessStartInfo("env", ["--default-signal=PIPE", "sh", "-c", line])
        {
            WorkingDirectory = sandbox.Project,
        });
        Assert.Equal("200,0,141", front.Variable("NUKA_CALLER"));
    }

    [Fact]
    public void Limits_ignored_signals_and_umask_of_the_caller_are_the_programs()
    {
        front.Keep(["exec", "sh"], sandbox.Plan);
        string script = "ulimit -Sn; umask; grep -E SigIgn /proc/self/status; ls /proc/self/fd | wc -l";
        string line = "ulimit -Sn 321; umask 027; trap '' USR1 PIPE; exec 9</dev/null; "
            + $"NUKA_STATE='{front.State}' exec '{front.Executable}' exec sh -c '{script}'";
        Outcome outcome = Processes.Run(new System.Diagnostics.ProcessStartInfo("sh", ["-c", line])
        {
            WorkingDirectory = sandbox.Project,
        });
        Assert.Equal("321\n0027\nSigIgn:\t0000000000001200\n4\n", outcome.Output);
    }

    [Fact]
    public void A_missing_full_program_is_an_error_with_a_hint()
    {
        File.Delete(Path.Combine(Path.GetDirectoryName(front.Executable)!, "nuka-cli"));
        Outcome outcome = front.Run(["lock"]);
        Assert.Equal(1, outcome.Code);
        Assert.StartsWith("error[sandbox/no-full-program]: ", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_last_two_seconds_keeps_the_plan_from_being_kept()
    {
        string file = Path.Combine(sandbox.Project, "fresh");
        File.WriteAllText(file, "1");
        SandboxPlan plan = sandbox.Plan with { Freshness = [FreshnessEntry.Observe(file)] };
        PlanCache cache = new(Path.Combine(front.State, "plans-v1"));
        Assert.Null(cache.Keep(new string('a', 64), plan, DateTimeOffset.UtcNow));
        Assert.NotNull(cache.Keep(new string('a', 64), plan, DateTimeOffset.UtcNow.AddSeconds(3)));
        Assert.Null(cache.Keep("../" + new string('a', 61), plan, DateTimeOffset.UtcNow.AddSeconds(3)));
    }

    private static (string Output, string Errors, int Code) Said(Outcome outcome) => (outcome.Output, outcome.Errors, outcome.Code);

    private static void Change(string change, string file, string absent)
    {
        switch (change)
        {
            case "written": File.WriteAllText(file, "22"); break;
            case "touched": File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-5)); break;
            case "replaced":
                File.Copy(file, file + ".new");
                File.Move(file + ".new", file, overwrite: true);
                break;
            case "removed": File.Delete(file); break;
            case "made": File.WriteAllText(absent, ""); break;
            case "mode": File.SetUnixFileMode(file, (UnixFileMode)0x100); break;
            default: File.CreateSymbolicLink(absent, "nowhere"); break;
        }
    }
}
