using Nuka.Graft.Download;

namespace Nuka.Cli.Tests.Commands;

/// <summary>Downloads that no tree was made from.</summary>
public sealed class CollectDownloadsTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("nuka-downloads-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void What_nothing_needs_goes_and_what_was_looked_into_stays_for_a_while()
    {
        string unneeded = Write($"sha256/{new string('a', 64)}", DateTime.UtcNow);
        string part = Write($"sha256/{new string('b', 64)}.part", DateTime.UtcNow);
        string lately = Write($"sha512/{new string('c', 128)}", DateTime.UtcNow);
        string longAgo = Write($"sha512/{new string('d', 128)}", DateTime.UtcNow - DownloadCollection.LookedIntoAge - TimeSpan.FromHours(1));
        string note = Write("unstated/note", DateTime.UtcNow);

        string foreseen = Run("--dry-run", "--json");
        Assert.Contains("\"downloadsRemoved\":3,\"downloadBytesFreed\":15,\"downloadsKept\":1,\"downloadBytesKept\":5,", foreseen, StringComparison.Ordinal);
        Assert.All([unneeded, part, lately, longAgo, note], path => Assert.True(File.Exists(path)));

        Assert.Contains("removed 3 downloads: 15 B", Run(), StringComparison.Ordinal);
        Assert.Equal([lately], Directory.GetFiles(Path.Join(_state, "downloads-v1"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("npm")]
    [InlineData("nuget")]
    [Trait("tier", "sample")]
    public void What_registries_answered_stays_for_a_while_after_it_was_asked_for(string registry)
    {
        string lately = Write($"{registry}/{new string('a', 64)}.json", DateTime.UtcNow);
        string longAgo = Write($"{registry}/{new string('b', 64)}.json", DateTime.UtcNow - DownloadCollection.LookedIntoAge - TimeSpan.FromHours(1));
        Assert.Contains("would remove 1 downloads: 5 B", Run("--dry-run"), StringComparison.Ordinal);
        Assert.True(File.Exists(longAgo));
        Assert.Contains("removed 1 downloads: 5 B", Run(), StringComparison.Ordinal);
        Assert.Equal([lately], Directory.GetFiles(Path.Join(_state, "downloads-v1"), "*", SearchOption.AllDirectories));
    }

    private string Run(params string[] words)
    {
        CommandLineRun run = CommandLineRun.Of(["--state", _state, "gc", .. words]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    private string Write(string name, DateTime time)
    {
        string path = Path.Join(_state, "downloads-v1", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "bytes");
        File.SetLastWriteTimeUtc(path, time);
        return path;
    }
}
