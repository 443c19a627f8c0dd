using System.Text;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;
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

    [Fact]
    public async Task A_missing_launcher_is_an_error_with_a_hint()
    {
        NukaException error = await Assert.ThrowsAsync<NukaException>(() => SandboxProcess.RunAsync(
            sandbox.Plan with { Launcher = "/no/launcher" }, ["true"], sandbox.Home, TestContext.Current.CancellationToken));
        Assert.Equal("sandbox/no-launcher", error.Problem.Code);
    }

    private static string Text(IEnumerable<byte> bytes) => Encoding.UTF8.GetString([.. bytes]);
}
