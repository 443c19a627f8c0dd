using System.Diagnostics;
using System.Text;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

public sealed class SandboxProcessTests(LauncherBuild launcher) : IDisposable
{
    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_build_command_gives_its_code_output_and_errors()
    {
        SandboxResult result = await SandboxProcess.RunAsync(
            sandbox.Plan, ["sh", "-c", "echo out; echo err >&2; exit 3"], sandbox.Home, TestContext.Current.CancellationToken);
        Assert.Equal((3, "out\n", "err\n"), (result.ExitCode, Text(result.Output), Text(result.Errors)));
        Assert.Empty(Directory.GetFiles(sandbox.Home));
    }

    [Fact]
    public async Task Cancelling_ends_every_process_of_the_sandbox()
    {
        using CancellationTokenSource source = new(500);
        Task running = SandboxProcess.RunAsync(
            sandbox.Plan, ["sh", "-c", "(sleep 1.5; touch left) & sleep 60"], sandbox.Home, source.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Task.Delay(1800, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "left")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("7fffffff")]
    public void A_child_whose_parent_has_ended_starts_nothing(string parent)
    {
        string file = Path.Combine(sandbox.Home, "orphan");
        File.WriteAllBytes(file, PlanFile.Encode(sandbox.Plan));
        Outcome outcome = Processes.Run(new ProcessStartInfo(launcher.Executable, ["--start-child", parent, file, "--", "touch", "started"]));
        Assert.Equal(125, outcome.Code);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "started")));
    }

    [Fact]
    public async Task Without_processes_and_sockets_a_program_runs_and_nothing_else()
    {
        SandboxPlan plan = sandbox.Plan with { SystemCalls = new SystemCallPolicy { Processes = false, Sockets = false, Debugging = false } };
        const string Script = "use Socket; use threads; $| = 1; sub said { print $_[0] ? \"done\\n\" : \"$!\\n\"; }"
            + "said(defined(my $child = fork)); said(socket(my $one, AF_UNIX, SOCK_STREAM, 0)); said(socket(my $two, AF_INET, SOCK_STREAM, 0));"
            + "said(socketpair(my $left, my $right, AF_UNIX, SOCK_STREAM, 0)); threads->create(sub { print \"thread\\n\" })->join";
        SandboxResult result = await SandboxProcess.RunAsync(plan, ["perl", "-e", Script], sandbox.Home, TestContext.Current.CancellationToken);
        const string Refused = "Operation not permitted\n";
        Assert.Equal($"{Refused}{Refused}{Refused}{Refused}thread\n", Text(result.Output));
    }

    [Fact]
    public async Task A_missing_launcher_is_an_error_with_a_hint()
    {
        NukaException error = await Assert.ThrowsAsync<NukaException>(() => SandboxProcess.RunAsync(
            sandbox.Plan with { Launcher = "/no/launcher" }, ["true"], sandbox.Home, TestContext.Current.CancellationToken));
        Assert.Equal("sandbox/no-launcher", error.Problem.Code);
    }

    private static string Text(IEnumerable<byte> bytes) => Encoding.UTF8.GetString([.. bytes]);
}
