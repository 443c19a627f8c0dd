using System.Diagnostics;
using System.Text;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

public sealed class SandboxConversationTests(LauncherBuild launcher) : IDisposable
{
    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Lines_are_heard_as_they_come_and_the_rest_at_the_end()
    {
        using SandboxConversation conversation = Start(
            "echo one; echo; while [ ! -e go ]; do sleep 0.05; done; head -c 200000 /dev/zero >&2; printf 'a\\nb'; exit 4", Timeout.InfiniteTimeSpan);
        Assert.Equal("one", Text(conversation.ReadLine()!.Value.Span));
        Assert.Equal("", Text(conversation.ReadLine()!.Value.Span));
        File.WriteAllText(Path.Combine(sandbox.Project, "go"), "");
        Assert.Equal("a", Text(conversation.ReadLine()!.Value.Span));
        Assert.Null(conversation.ReadLine());
        SandboxResult result = conversation.Finish();
        Assert.Equal((4, "b", 200_000), (result.ExitCode, Text(result.Output.AsSpan()), result.Errors.Length));
    }

    [Fact]
    public void What_takes_too_long_is_ended_with_all_its_processes()
    {
        Stopwatch watch = Stopwatch.StartNew();
        using (SandboxConversation conversation = Start("(sleep 1.5; touch left) & echo one; sleep 60", TimeSpan.FromMilliseconds(400)))
        {
            Assert.Equal("one", Text(conversation.ReadLine()!.Value.Span));
            Assert.Throws<TimeoutException>(() => conversation.ReadLine());
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.4, 30);
        Thread.Sleep(1800);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "left")));
        Assert.Empty(Directory.GetFiles(sandbox.Home));
    }

    [Fact]
    public void A_program_starts_with_the_signals_that_it_expects_and_reads_nothing()
    {
        // .NET ignores SIGPIPE: a program that inherits that goes on writing to nobody.
        using SandboxConversation conversation = Start("(yes; echo went on >&2) | head -n 1; cat", Timeout.InfiniteTimeSpan);
        SandboxResult result = conversation.Finish();
        Assert.Equal((0, "y\n"), (result.ExitCode, Text(result.Output.AsSpan())));
        Assert.DoesNotContain("Broken pipe", Text(result.Errors.AsSpan()), StringComparison.Ordinal);
    }

    private SandboxConversation Start(string script, TimeSpan limit) =>
        SandboxConversation.Start(sandbox.Plan, ["sh", "-c", script], sandbox.Home, limit, TestContext.Current.CancellationToken);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
