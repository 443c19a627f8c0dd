using System.Text;
using Nuka.Cli.Output;
using Nuka.Platform.Progress;

namespace Nuka.Cli.Tests.Output;

public sealed class TalkProgressTests
{
    [Fact]
    public void Short_work_says_nothing() => Assert.Empty(Run(columns: 80, TimeSpan.FromMilliseconds(499)));

    [Fact]
    public void Long_work_off_a_terminal_says_one_plain_line() =>
        Assert.Equal("fetching: 3 MB in 2.0 s\n", Run(columns: 0, TimeSpan.FromSeconds(2)));

    [Fact]
    public void Long_work_on_a_terminal_redraws_one_line_and_leaves_the_plain_one()
    {
        string drawn = Run(columns: 80, TimeSpan.FromSeconds(2));
        Assert.Contains("\r\u001b[Kfetching  3 MB of 6 MB  50 %  1.5 MB/s  2.0 s", drawn, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[Kfetching: 3 MB in 2.0 s\n", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void The_status_line_never_wraps() =>
        Assert.All(Run(columns: 20, TimeSpan.FromSeconds(2)).Split("\r\u001b[K")[1..^1], line => Assert.InRange(line.Length, 0, 19));

    private static string Run(int columns, TimeSpan duration)
    {
        using var error = new MemoryStream();
        using var talk = new Talk(error, () => columns, colored: false);
        var clock = new SteppedClock();
        var progress = new TalkProgress(talk, clock);
        using (IProgressTask task = progress.Begin("fetching", 6_000_000, ProgressUnit.Bytes))
        {
            task.Advance(3_000_000);
            clock.Advance(duration);
        }

        return Encoding.UTF8.GetString(error.ToArray());
    }
}
