using System.Text;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

public sealed class TeedProcessTests(LauncherBuild launcher) : IDisposable
{
    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task What_a_command_prints_is_handed_on_and_remembered()
    {
        using MemoryStream output = new();
        (int code, ReadOnlyMemory<byte> end) = await RunAsync("echo one; echo two >&2; sleep 0.2; echo three; exit 3", output);
        string[] lines = Encoding.UTF8.GetString(end.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, code);
        Assert.Equal(["one", "three", "two"], lines.Order(StringComparer.Ordinal));
        Assert.Equal("three", lines[^1]);
        Assert.Equal(output.ToArray(), end.ToArray());
    }

    [Fact]
    public async Task Of_a_long_output_everything_is_handed_on_and_the_end_is_remembered()
    {
        using MemoryStream output = new();
        (int code, ReadOnlyMemory<byte> end) = await RunAsync("head -c 20000000 /dev/zero; echo; echo the end", output);
        Assert.Equal(0, code);
        Assert.Equal(20_000_009, output.Length);
        Assert.InRange(end.Length, TeedProcess.RememberedBytes, 2 * TeedProcess.RememberedBytes);
        Assert.EndsWith("\nthe end\n", Encoding.UTF8.GetString(end.Span[^20..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_whose_output_nobody_takes_runs_to_its_end()
    {
        await using ClosedStream output = new();
        (int code, ReadOnlyMemory<byte> end) = await RunAsync("head -c 1000000 /dev/zero; exit 4", output);
        Assert.Equal((4, 1_000_000), (code, end.Length));
    }

    private Task<(int ExitCode, ReadOnlyMemory<byte> End)> RunAsync(string line, Stream output) =>
        TeedProcess.RunAsync(sandbox.Plan, ["sh", "-c", line], sandbox.Home, output, inheritsInput: true, TestContext.Current.CancellationToken);

    /// <summary>As standard error is when its reader has gone.</summary>
    private sealed class ClosedStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new IOException("Broken pipe"));
    }
}
