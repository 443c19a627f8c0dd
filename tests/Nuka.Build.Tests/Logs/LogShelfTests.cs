using System.Text;
using Nuka.Build.Logs;
using Nuka.Content.Hashing;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Logs;

/// <summary>What is kept of what builds print.</summary>
public sealed class LogShelfTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string directory = Path.Combine(Directory.CreateTempSubdirectory("nuka-logs-").FullName, "logs-v1");
    private readonly Clock clock = new();

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);

    private LogShelf Shelf => new(directory);

    [Fact]
    public void A_build_that_ended_leaves_its_log_with_how_it_ended()
    {
        PackageIr package = Package("greet", "1:1.0");
        List<string> heard = [];
        using (BuildLog log = new(directory, package, clock, heard.Add))
        {
            log.Write("one\ntw"u8);
            log.Write("o\r\nhalf"u8);
            clock.Advance(TimeSpan.FromMilliseconds(1500));
            log.Say("done");
            log.End(BuildOutcome.Failed);
        }

        KeptLog kept = Assert.Single(Shelf.List());
        Assert.Equal(("greet", "1:1.0", BuildOutcome.Failed, TimeSpan.FromMilliseconds(1500)), (kept.Name, kept.Version, kept.Outcome, kept.Took));
        Assert.Equal($"greet-1_1.0-{package.Pid.ToString()[..12]}", kept.Build);
        Assert.Equal(["one", "two", "halfnuka: done"], LogShelf.Lines(kept));
        Assert.Equal(["one", "two", "halfnuka: done"], heard);
        using Stream text = LogShelf.Open(kept);
        Assert.Equal("one\ntwo\r\nhalfnuka: done\n", new StreamReader(text).ReadToEnd());
        Assert.Single(Directory.GetFiles(directory));
    }

    [Fact]
    public void One_that_runs_is_read_and_kept_and_one_that_was_killed_is_read_and_removed()
    {
        BuildLog log = Begin("greet");
        log.Write("so far\n"u8);
        KeptLog kept = Assert.Single(Shelf.List());
        Assert.Equal(BuildOutcome.Running, kept.Outcome);
        Assert.Null(kept.Took);
        Assert.Equal(["so far"], LogShelf.Lines(kept));
        Assert.Equal(new LogSweep(0, 0, 1), Shelf.Collect(TimeSpan.Zero, 0, clock.GetUtcNow() + Hour, dryRun: false));

        log.Dispose(); // as the kernel does for a process that ends
        kept = Assert.Single(Shelf.List());
        Assert.Equal(BuildOutcome.Interrupted, kept.Outcome);
        Assert.Equal(["so far"], LogShelf.Lines(kept));
        long size = new FileInfo(kept.Path).Length;
        Assert.Equal(new LogSweep(1, size, 0), Shelf.Collect(null, null, clock.GetUtcNow(), dryRun: true));
        Assert.Single(Shelf.List());
        Assert.Equal(new LogSweep(1, size, 0), Shelf.Collect(null, null, clock.GetUtcNow(), dryRun: false));
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public void The_next_build_of_the_same_replaces_it_and_what_a_killed_one_left_but_nothing_of_one_that_runs()
    {
        Begin("greet").Dispose();
        using BuildLog running = Begin("greet");
        End("greet", "first");
        clock.Advance(Hour);
        End("greet", "second");
        Assert.Equal([BuildOutcome.Built, BuildOutcome.Running], Shelf.List().Select(log => log.Outcome));
        Assert.Equal(["second"], LogShelf.Lines(Shelf.Find("greet")[0]));
    }

    [Fact]
    public void A_log_is_found_by_name_by_a_part_of_the_PID_and_by_the_build()
    {
        string pid = End("greet", "hello");
        End("other", "else");
        foreach (string word in (string[])["greet", pid, pid[..6], $"greet-1-{pid[..12]}"])
        {
            Assert.Equal("greet", Assert.Single(Shelf.Find(word)).Name);
        }

        foreach (string word in (string[])["greeet", pid[..5], "", "greet-1"])
        {
            Problem problem = Assert.Throws<NukaException>(() => Shelf.Find(word)).Problem;
            Assert.Equal("build/no-log", problem.Code);
        }
    }

    [Theory]
    [InlineData(null, null, "a1 a2 a3 b1")]
    [InlineData(2.5, null, "a2 a3 b1")]
    [InlineData(0.5, null, "b1")]
    [InlineData(null, 2, "a2 a3 b1")]
    [InlineData(0.0, 1, "a3 b1")]
    [InlineData(1.5, 1, "a3 b1")]
    [InlineData(2.5, 1, "a2 a3 b1")]
    [InlineData(null, 0, "")]
    public void Old_ones_go_but_the_newest_of_each_package(double? hours, int? keep, string stays)
    {
        foreach (string version in (string[])["1", "2", "3"])
        {
            End("a", "x", version);
            clock.Advance(Hour);
        }

        End("b", "x", "1");
        TimeSpan? age = hours is { } number ? TimeSpan.FromHours(number) : null;
        LogSweep foreseen = Shelf.Collect(age, keep, clock.GetUtcNow(), dryRun: true);
        Assert.Equal(4, Shelf.List().Length);
        Assert.Equal(foreseen, Shelf.Collect(age, keep, clock.GetUtcNow(), dryRun: false));
        Assert.Equal(4, foreseen.Removed + foreseen.Kept);
        Assert.Equal(stays, string.Join(' ', Shelf.List().Select(log => log.Name + log.Version).Order()));
    }

    [Fact]
    public void What_is_no_log_is_not_listed_and_what_is_damaged_is_read_as_far_as_it_goes()
    {
        Assert.Empty(Shelf.List());
        Assert.Equal(new LogSweep(0, 0, 0), Shelf.Collect(null, null, clock.GetUtcNow(), dryRun: false));
        End("greet", string.Join('\n', Enumerable.Range(0, 50000).Select(number => $"{Blake3.Hash(BitConverter.GetBytes(number))}")));
        KeptLog kept = Assert.Single(Shelf.List());
        using (FileStream file = new(kept.Path, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(file.Length / 2);
        }

        Assert.InRange(LogShelf.Lines(Assert.Single(Shelf.List())).Count(), 1, 40000);
        foreach ((string name, string text) in (IEnumerable<(string, string)>)[("x.log.gz", "no archive"), ("x.part", "no header\n"), ("x.part", "{}\n"), ("y", "")])
        {
            File.WriteAllText(Path.Combine(directory, name), text);
        }

        Assert.Equal("greet", Assert.Single(Shelf.List()).Name);
        Assert.Equal(3, Shelf.Collect(null, null, clock.GetUtcNow(), dryRun: false).Removed);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_build_that_prints_without_an_end_fills_no_disk()
    {
        using BuildLog log = Begin("loud");
        byte[] much = new byte[16 << 20];
        Array.Fill(much, (byte)'x');
        for (int times = 0; times < 20; times++)
        {
            log.Write(much);
        }

        Assert.InRange(new FileInfo(Assert.Single(Shelf.List()).Path).Length, LogLimits.TextBytes, LogLimits.TextBytes + LogLimits.HeaderBytes);
    }

    [Fact]
    public void The_first_line_is_as_the_specification_shows_it()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Directory, "specs/log.md"));
        int start = text.IndexOf("```header\n", StringComparison.Ordinal) + "```header\n".Length;
        string line = text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)];
        LogHeader header = LogHeader.TryDecode(Encoding.UTF8.GetBytes(line))!;
        Assert.Equal(("greet", "1:1.0", BuildOutcome.Built, TimeSpan.FromSeconds(1.5)), (header.Name, header.Version, header.Outcome, header.Took));
        Assert.Equal(line + "\n", Encoding.UTF8.GetString(header.Encode()));
    }

    private BuildLog Begin(string name) => new(directory, Package(name, "1"), clock, _ => { });

    private string End(string name, string text, string version = "1")
    {
        PackageIr package = Package(name, version);
        using BuildLog log = new(directory, package, clock, _ => { });
        log.Write(Encoding.UTF8.GetBytes(text + "\n"));
        log.End(BuildOutcome.Built);
        return package.Pid.ToString();
    }

    private static PackageIr Package(string name, string version) => new(
        NuonRecord.Of(("name", new NuonString(name)), ("version", new NuonString(version))), new NuonRecord([]), new PackageRuntime("base", "1", []), []);

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1767225600);

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        internal void Advance(TimeSpan by) => now += by;
    }
}
