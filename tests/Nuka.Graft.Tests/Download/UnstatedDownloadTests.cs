using System.Security.Cryptography;
using Nuka.Graft.Download;
using Nuka.Graft.Tests.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Download;

/// <summary>Files of which nobody says beforehand what they hash to: got, tried again and kept as all others are.</summary>
public sealed class UnstatedDownloadTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly LoopbackServer server;
    private readonly Fetcher fetcher = new(new FetcherSettings { IdleTimeout = TimeSpan.FromMilliseconds(700), ConnectTimeout = TimeSpan.FromSeconds(2) });
    private readonly byte[] content = RandomNumberGenerator.GetBytes(300_000);

    public UnstatedDownloadTests()
    {
        Directory.CreateDirectory(directory.File("served"));
        File.WriteAllBytes(directory.File("served/a"), content);
        server = new LoopbackServer(directory.File("served"));
    }

    private string Kept => directory.File("downloads-v1");

    private string Notes => Path.Combine(Kept, "unstated");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        server.Dispose();
        fetcher.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task A_file_is_got_once_and_checked_each_time()
    {
        int checks = 0;
        (string file, string sha256) = await FetchAsync(New(), _ => checks++);
        Assert.Equal(content, await File.ReadAllBytesAsync(file, Token));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), sha256);
        Assert.Equal((file, sha256), await FetchAsync(New(offline: true), _ => checks++));
        Assert.Equal(2, checks);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_cut_connection_is_continued_and_a_busy_server_asked_again()
    {
        int asked = 0;
        server.Fault = _ => Interlocked.Increment(ref asked) switch
        {
            1 => new ServerFault { CutAfterBytes = 100_000 },
            2 => new ServerFault { Status = 503 },
            _ => new ServerFault(),
        };
        Assert.Equal(content, await File.ReadAllBytesAsync((await FetchAsync(New())).File, Token));
        Assert.Equal(["", "bytes=100000-", "bytes=100000-"], server.Requests.Select(request => request.Range));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("no digits at all, but as many of them as a digest has: sixty-four")]
    [InlineData("../../../../../../../../../../../../../../../../../../etc/passwd")]
    public async Task A_damaged_note_says_nothing(string text)
    {
        (string file, _) = await FetchAsync(New());
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(Notes)), text, Token);
        Assert.Equal("graft/offline", (await Assert.ThrowsAsync<NukaException>(() => FetchAsync(New(offline: true)))).Problem.Code);
        Assert.Equal(file, (await FetchAsync(New())).File);
        Assert.Equal(file, (await FetchAsync(New(offline: true))).File);
    }

    [Fact]
    public async Task Several_at_once_get_it_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => FetchAsync(New()))));
        Assert.Single(server.Requests);
        Assert.Equal(2, Directory.GetFiles(Kept, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task What_the_check_refuses_and_what_an_earlier_run_left_is_not_kept()
    {
        NukaException refusal = new Problem("graft/bad-package", "no").ToException();
        Assert.Same(refusal, await Assert.ThrowsAsync<NukaException>(() => FetchAsync(New(), _ => throw refusal)));
        Assert.Empty(Directory.GetFiles(Kept, "*", SearchOption.AllDirectories));
        await FetchAsync(New());
        string note = Assert.Single(Directory.GetFiles(Notes));
        Directory.Delete(Kept, recursive: true);
        Directory.CreateDirectory(Notes);
        await File.WriteAllTextAsync($"{note}.part", "of another file", Token);
        Assert.Equal(content, await File.ReadAllBytesAsync((await FetchAsync(New())).File, Token));
    }

    [Fact]
    public async Task What_cannot_be_had_is_said_with_the_address()
    {
        server.Fault = _ => new ServerFault { Status = 404 };
        Problem problem = (await Assert.ThrowsAsync<NukaException>(() => FetchAsync(New()))).Problem;
        Assert.Equal(("graft/not-to-be-had", "a 1.0 cannot be had"), (problem.Code, problem.Message));
        Assert.StartsWith($"{server.Address}/a: ", Assert.Single(problem.Reasons), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Kept, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_broke_off_is_not_said_to_be_continued()
    {
        server.Fault = _ => new ServerFault { CutAfterBytes = 1000 };
        Problem problem = (await Assert.ThrowsAsync<NukaException>(() => FetchAsync(New()))).Problem;
        Assert.Equal(["check the network, and try again"], problem.Hints);
        server.Fault = _ => new ServerFault();
        int asked = server.Requests.Count;
        await FetchAsync(New());
        Assert.Equal("", server.Requests.ElementAt(asked).Range);
    }

    [Fact]
    public async Task A_full_disk_is_named()
    {
        Directory.CreateDirectory(Kept);
        using SmallDisk? disk = SmallDisk.TryMount(Kept, sizeKibibytes: 200);
        Assert.SkipWhen(disk is null, "no namespaces to mount a small disk in");
        Problem problem = (await Assert.ThrowsAsync<NukaException>(() => FetchAsync(New(directoryPath: disk.Path)))).Problem;
        Assert.Equal("graft/disk-full", problem.Code);
        Assert.Empty(problem.Reasons);
    }

    private Task<(string File, string Sha256)> FetchAsync(Downloader downloader, Action<string>? check = null) =>
        downloader.FetchCheckedAsync("a 1.0", new Uri($"{server.Address}/a"), check ?? (_ => { }), Token);

    private Downloader New(bool offline = false, string? directoryPath = null) => new(new DownloaderOptions
    {
        Directory = directoryPath ?? Kept,
        Fetcher = fetcher,
        Time = TimeProvider.System,
        IsOffline = offline,
        FirstWait = TimeSpan.FromMilliseconds(5),
    });
}
