using System.Diagnostics;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

public sealed class StartTests(LauncherBuild launcher) : IDisposable
{
    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_program_runs_in_the_joined_root(bool unprivileged)
    {
        Outcome outcome = sandbox.Run(sandbox.Plan, ["cat", "/etc/layer", "/etc/passwd"], unprivileged);
        Assert.Equal(("upper\nroot:x:0:0:root:/root:/bin/sh\n", "", 0), (outcome.Output, outcome.Errors, outcome.Code));
    }

    [Theory]
    [InlineData(BindAccess.Read, BindAccess.Write, "inner\n")]
    [InlineData(BindAccess.Write, BindAccess.Read, "outer\n")]
    public void A_directory_within_another_is_seen_as_it_was_mounted_last(BindAccess outer, BindAccess inner, string written)
    {
        string within = sandbox.Make("outer/within");
        string above = Path.GetDirectoryName(within)!;
        SandboxPlan plan = sandbox.Plan with
        {
            Mounts = [.. sandbox.Plan.Mounts, new BindMount(above, above, outer), new BindMount(within, within, inner)],
        };
        string command = $"touch {above}/file 2>/dev/null && echo outer; touch {within}/file 2>/dev/null && echo inner; true";
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", command]);
        Assert.Equal((written, ""), (outcome.Output, outcome.Errors));
    }

    [Fact]
    public void Streams_that_the_caller_closed_are_no_file_of_the_launchers()
    {
        string plan = Path.Combine(sandbox.Project, "plan");
        File.WriteAllBytes(plan, PlanFile.Encode(sandbox.Plan));
        const string Script = "echo x; s=$?; for n in 0 2; do readlink /proc/$$/fd/$n; done > streams; exit $s";
        using Process shell = Process.Start("sh", ["-c", $"'{launcher.Executable}' --start '{plan}' -- sh -c '{Script}' <&- >&- 2>&-"]);
        shell.WaitForExit();
        Assert.Equal(1, shell.ExitCode);
        string[] streams = File.ReadAllLines(Path.Combine(sandbox.Project, "streams"));
        Assert.Equal(2, streams.Length);
        Assert.All(streams, stream => Assert.EndsWith("/dev/null", stream, StringComparison.Ordinal));
    }

    /// <summary>As a person's denial does: something empty is mounted over what the program shall not see of a directory.</summary>
    [Theory]
    [InlineData(BindAccess.Write, false, false)]
    [InlineData(BindAccess.Write, true, false)]
    [InlineData(BindAccess.Read, false, false)]
    [InlineData(BindAccess.Read, true, false)]
    [InlineData(BindAccess.Write, false, true)]
    [InlineData(BindAccess.Read, true, true)]
    [Trait("tier", "sample")]
    public void What_is_covered_stays_so_whatever_the_program_does(BindAccess access, bool isElsewhere, bool isView)
    {
        File.CreateSymbolicLink(Path.Combine(sandbox.Make("view"), "lib"), "usr/lib");
        File.CreateSymbolicLink(Path.Combine(sandbox.Make("view"), "lib64"), "usr/lib64");
        string shown = sandbox.Make("shown");
        string deep = sandbox.Make("shown/deep/secrets");
        foreach (string path in (string[])[shown, deep, sandbox.Make("shown/deep")])
        {
            File.SetUnixFileMode(path, (UnixFileMode)0x1FF);
        }

        File.WriteAllText(Path.Combine(deep, "key"), "secret\n");
        File.WriteAllText(Path.Combine(shown, "token"), "secret\n");
        string nothing = sandbox.Make("nothing");
        File.WriteAllText(Path.Combine(sandbox.Home, "empty"), "");
        string at = isElsewhere ? "/srv/shown" : shown;
        SandboxPlan plan = sandbox.Plan with
        {
            Mounts =
            [
                .. sandbox.Plan.Mounts, new BindMount(shown, at, access) { IsResolved = true },
                new BindMount(nothing, $"{at}/deep/secrets"), new BindMount(Path.Combine(sandbox.Home, "empty"), $"{at}/token") { IsFile = true },
            ],
            Roots = isView ? [new ViewRoot(sandbox.Make("view"))] : sandbox.Plan.Roots,
        };
        const string See = "ls -A deep/secrets; cat token; cat deep/secrets/key;";
        string attempts = $"cd {at}; {See} rm -r deep/secrets; mv deep/secrets deep/other; mv token other; echo x >token; echo x >deep/secrets/new; {See} ls; "
            + "mv deep moved; find . -type f -exec cat {} +; mv moved deep";
        foreach (bool unprivileged in (bool[])[false, true])
        {
            Outcome outcome = sandbox.Run(plan, ["/usr/bin/sh", "-c", attempts], unprivileged);
            Assert.Equal("deep\ntoken\n", outcome.Output);
        }

        SandboxPlan nested = plan with { SystemCalls = new SystemCallPolicy { NestedNamespaces = true } };
        string uncover = $"mount --bind {at} /tmp; cat /tmp/token /tmp/deep/secrets/key; umount {at}/token; cat {at}/token; umount -l {at}; cat {at}/token; echo ran";
        Outcome within = sandbox.Run(nested, ["/usr/bin/unshare", "-Urm", "/usr/bin/sh", "-c", uncover], unprivileged: true);
        Assert.True(within.Output == "ran\n", within.ToString());
        Assert.Equal("secret\n", File.ReadAllText(Path.Combine(deep, "key")));
        Assert.Equal("secret\n", File.ReadAllText(Path.Combine(shown, "token")));
        Assert.Empty(Directory.GetFileSystemEntries(nothing));
    }

    [Theory]
    [InlineData("once-17", 0, false)]
    [InlineData("once-17", 125, false)]
    [InlineData("17.once-", 0, true)]
    [InlineData("17.once-", 125, true)]
    public void A_plan_that_is_used_once_is_gone_whether_its_start_succeeds_or_fails(string name, int code, bool stays)
    {
        string file = Path.Combine(sandbox.Make("once-plans"), name);
        SandboxPlan plan = code == 0 ? sandbox.Plan : sandbox.Plan with { Mounts = [.. sandbox.Plan.Mounts, new BindMount("/no/such/file", "/srv")] };
        File.WriteAllBytes(file, PlanFile.Encode(plan));
        Assert.Equal(code, Processes.Run(sandbox.Start(file, ["true"])).Code);
        Assert.Equal(stays, File.Exists(file));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public void The_exit_code_is_the_programs_own(int code) =>
        Assert.Equal(code, sandbox.Run(sandbox.Plan, ["sh", "-c", $"exit {code}"]).Code);

    [Fact]
    public void A_missing_program_ends_with_127_and_its_name()
    {
        Outcome outcome = sandbox.Run(sandbox.Plan, ["no-such-program"]);
        Assert.Equal(127, outcome.Code);
        Assert.Equal("error[sandbox/program-not-found]: no program named `no-such-program` in this environment\n", outcome.Errors);
    }

    [Fact]
    public void A_program_that_may_not_be_executed_ends_with_126()
    {
        File.WriteAllText(Path.Combine(sandbox.Project, "data"), "x");
        Outcome outcome = sandbox.Run(sandbox.Plan, ["./data"]);
        Assert.Equal(126, outcome.Code);
        Assert.Equal("error[sandbox/program-not-executable]: `./data` cannot be executed: permission denied\n", outcome.Errors);
    }

    [Fact]
    public void A_script_whose_interpreter_is_missing_ends_with_127_and_says_so()
    {
        string script = Path.Combine(sandbox.Project, "script");
        File.WriteAllText(script, "#!/no/such/interpreter\n");
        LauncherBuild.Open(script);
        Outcome outcome = sandbox.Run(sandbox.Plan, ["./script"]);
        Assert.Equal(127, outcome.Code);
        Assert.Equal(
            "error[sandbox/program-not-found]: the interpreter or loader that `./script` names is not in this environment\n",
            outcome.Errors);
    }

    [Fact]
    public void A_script_without_an_interpreter_runs_in_the_shell_with_its_arguments()
    {
        string script = Path.Combine(sandbox.Project, "script");
        File.WriteAllText(script, "echo $0 $1\n");
        LauncherBuild.Open(script);
        Assert.Equal("./script one\n", sandbox.Run(sandbox.Plan, ["./script", "one"]).Output);
    }

    [Fact]
    public void The_environment_is_the_plans_and_passed_variables_win()
    {
        SandboxPlan plan = sandbox.Plan with
        {
            Environment = sandbox.Plan.Environment.Add("FIXED", "1").Add("BOTH", "plan"),
            PassedVariables = ["BOTH", "TERM", "ABSENT"],
        };
        Outcome outcome = sandbox.Run(plan, ["env"], configure: start =>
        {
            start.Environment.Clear();
            start.Environment["BOTH"] = "caller";
            start.Environment["TERM"] = "xterm";
            start.Environment["SECRET"] = "not for the program";
        });
        Assert.Equal(
            ["BOTH=caller", "FIXED=1", "HOME=/home", "PATH=/usr/bin:/bin", "TERM=xterm"],
            outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_program_starts_in_the_working_directory_and_may_write_there()
    {
        Outcome outcome = sandbox.Run(sandbox.Plan, ["sh", "-c", "pwd; echo done >result"]);
        Assert.Equal(sandbox.Project + "\n", outcome.Output);
        Assert.Equal("done\n", File.ReadAllText(Path.Combine(sandbox.Project, "result")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_else_can_be_written(bool unprivileged)
    {
        Outcome outcome = sandbox.Run(sandbox.Plan, ["sh", "-c", "touch /etc/new; touch /usr/new; mkdir /new"], unprivileged);
        Assert.NotEqual(0, outcome.Code);
        Assert.Equal(3, outcome.Errors.Split("Read-only file system").Length - 1);
    }

    [Fact]
    public void Standard_input_reaches_the_program()
    {
        Outcome outcome = Processes.Run(sandbox.Start(sandbox.WritePlan(sandbox.Plan), ["cat"]), "handed through\n");
        Assert.Equal("handed through\n", outcome.Output);
    }

    [Fact]
    public void The_user_keeps_his_own_id()
    {
        Outcome outcome = sandbox.Run(sandbox.Plan, ["id", "-u"], unprivileged: true);
        string own = Processes.Run(new System.Diagnostics.ProcessStartInfo("id", ["-u"])).Output;
        Assert.Equal(TestSandbox.IsRoot ? "65534\n" : own, outcome.Output);
    }

    [Fact]
    public void Processes_that_the_program_leaves_behind_end_with_it()
    {
        string file = Path.Combine(sandbox.Project, "left");
        sandbox.Run(sandbox.Plan, ["sh", "-c", "(sleep 0.5; echo alive >left) & exit 0"]);
        Thread.Sleep(1200);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void A_damaged_plan_is_refused()
    {
        string file = sandbox.WritePlan(sandbox.Plan);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^5] ^= 1;
        File.WriteAllBytes(file, bytes);
        Outcome outcome = Processes.Run(sandbox.Start(file, ["true"]));
        Assert.Equal(125, outcome.Code);
        Assert.Equal($"error[sandbox/bad-plan]: {file} is not a whole plan of this version\n", outcome.Errors);
    }

    [Fact]
    public void A_mount_that_cannot_be_made_is_an_error_and_nothing_runs()
    {
        SandboxPlan plan = sandbox.Plan with { Mounts = sandbox.Plan.Mounts.Add(new BindMount("/no/such/source", "/home/x")) };
        Outcome outcome = sandbox.Run(plan, ["touch", "ran"]);
        Assert.Equal(125, outcome.Code);
        Assert.StartsWith("error[sandbox/cannot-build]: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("/no/such/source", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("nuka doctor", outcome.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "ran")));
    }

    [Fact]
    public void A_writable_overlay_takes_the_changes()
    {
        OverlayRoot root = (OverlayRoot)sandbox.Plan.Roots[0] with { Upper = sandbox.Make("upper"), Work = sandbox.Make("work") };
        Outcome outcome = sandbox.Run(sandbox.Plan with { Roots = [root] }, ["sh", "-c", "echo changed >/etc/layer"]);
        Assert.Equal(("", 0), (outcome.Errors, outcome.Code));
        Assert.Equal("changed\n", File.ReadAllText(Path.Combine(sandbox.Home, "upper/etc/layer")));
        Assert.Equal("upper\n", File.ReadAllText(Path.Combine(sandbox.Home, "layers/top/etc/layer")));
    }
}
