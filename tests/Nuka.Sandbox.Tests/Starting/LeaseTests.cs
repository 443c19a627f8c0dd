using System.Diagnostics;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

public sealed class LeaseTests : IDisposable
{
    private readonly TestSandbox sandbox;
    private readonly string lease;
    private readonly SandboxPlan plan;

    public LeaseTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        lease = Path.Combine(sandbox.Home, "lease");
        File.WriteAllText(lease, "");
        plan = sandbox.Plan with { LeaseFile = lease };
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_collection_cannot_take_the_lease_of_a_running_program()
    {
        using Process process = StartAndWait();
        Assert.False(IsFree());
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(IsFree());
    }

    [Fact]
    public void A_killed_launcher_lets_go_of_the_lease_when_the_last_process_inside_is_gone()
    {
        using Process process = StartAndWait();
        process.Kill();
        process.WaitForExit();
        Assert.True(SpinWait.SpinUntil(IsFree, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_start_waits_for_a_collection_and_fails_when_it_took_the_lease()
    {
        using Process holder = Hold("sleep 1; rm lease");
        Outcome outcome = sandbox.Run(plan, ["touch", "ran"]);
        Assert.Equal(125, outcome.Code);
        Assert.StartsWith("error[sandbox/lease-lost]: ", outcome.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "ran")));
        holder.WaitForExit();
    }

    [Fact]
    public void A_start_waits_for_a_collection_and_runs_when_it_left_the_lease()
    {
        using Process holder = Hold("sleep 1");
        Assert.Equal(0, sandbox.Run(plan, ["touch", "ran"]).Code);
        Assert.True(holder.HasExited);
    }

    [Fact]
    public void A_start_with_a_lease_that_was_made_anew_fails()
    {
        using Process holder = Hold("sleep 1; rm lease; touch lease");
        Assert.Equal(125, sandbox.Run(plan, ["touch", "ran"]).Code);
        holder.WaitForExit();
    }

    [Fact]
    public void The_program_has_no_descriptor_of_the_lease_nor_any_other()
    {
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "ls /proc/self/fd; ls /proc/1/fd 2>&1 | tail -1"], unprivileged: true);
        Assert.Equal("0\n1\n2\n3\nls: cannot open directory '/proc/1/fd': Permission denied\n", outcome.Output);
    }

    private Process StartAndWait()
    {
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan), ["sh", "-c", "sleep 60 & echo ready; cat"]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        return process;
    }

    private bool IsFree() =>
        Processes.Run(new ProcessStartInfo("flock", ["--nonblock", "--exclusive", lease, "true"])).Code == 0;

    private Process Hold(string script)
    {
        ProcessStartInfo start = new("flock", ["--exclusive", lease, "sh", "-c", $"echo held; {script}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = sandbox.Home,
        };
        Process process = Process.Start(start)!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return process;
    }
}
