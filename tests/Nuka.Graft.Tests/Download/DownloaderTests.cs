using System.Security.Cryptography;
using Nuka.Graft.Download;
using Nuka.Graft.Tests.Index;
using Nuka.Graft.Tests.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Download;

public sealed class DownloaderTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly LoopbackServer server;
    private readonly Fetcher fetcher = new(new FetcherSettings { IdleTimeout = TimeSpan.FromMilliseconds(700), ConnectTimeout = TimeSpan.FromSeconds(2) });
    private readonly NoteList progress = new();
    private readonly byte[] content = RandomNumberGenerator.GetBytes(300_000);

    public DownloaderTests()
    {
        Directory.CreateDirectory(directory.File("served"));
        File.WriteAllBytes(directory.File("served/a"), content);
        server = new LoopbackServer(directory.File("served"));
    }

    private Checksum Sum => Checksum.FromSha256(Convert.ToHexString(SHA256.HashData(content)));

    private string Kept => directory.File("downloads-v1");

    private string PartPath => Path.Combine(Kept, "sha256", $"{Sum.Hex}.part");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        server.Dispose();
        fetcher.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_once_verified_and_kept_under_its_digest()
    {
        string path = await New().FetchAsync(Request(), Token);
        Assert.Equal(Path.Combine(Kept, "sha256", Sum.Hex), path);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, Token));

        // A machine that is short of time may lose the first connection; what is kept is never asked for again.
        int asked = server.Requests.Count;
        Assert.Equal(path, await New(offline: true).FetchAsync(Request(), Token));
        Assert.Equal(asked, server.Requests.Count);
        Assert.Equal(content.Length, progress.Advanced);
        Assert.Single(Directory.GetFiles(Kept, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("http://[bad")]
    [InlineData("socks6://127.0.0.1:9")]
    [InlineData("://")]
    public async Task A_proxy_that_is_none_is_said_and_not_passed_by(string proxy)
    {
        using Fetcher through = new(new FetcherSettings { HttpProxy = proxy });
        Downloader downloader = new(new DownloaderOptions { Directory = Kept, Fetcher = through, Time = TimeProvider.System, Progress = progress });
        NukaException refused = await Assert.ThrowsAsync<NukaException>(() => downloader.FetchAsync(Request(), Token));
        Assert.Contains(refused.Problem.Reasons, reason => reason.Contains("proxy of http", StringComparison.Ordinal));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cut_connection_is_continued_where_it_ended()
    {
        int asked = 0;
        server.Fault = _ => new ServerFault { CutAfterBytes = Interlocked.Increment(ref asked) < 3 ? 100_000 : int.MaxValue };
        await New().FetchAsync(Request(), Token);
        Assert.Equal(["", "bytes=100000-", "bytes=200000-"], server.Requests.Select(request => request.Range));
        Assert.Equal(content.Length, progress.Advanced);
    }

    [Fact]
    public async Task A_part_of_an_earlier_run_is_continued_and_a_wrong_part_is_started_anew()
    {
        WritePart(content[..50_000]);
        await New().FetchAsync(Request(), Token);
        Assert.Equal("bytes=50000-", Assert.Single(server.Requests).Range);
        File.Delete(Path.Combine(Kept, "sha256", Sum.Hex));
        WritePart(new byte[50_000]);
        string path = await New().FetchAsync(Request(), Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(["bytes=50000-", "bytes=50000-", ""], server.Requests.Select(request => request.Range));
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(300_001)]
    public async Task A_part_that_is_complete_or_too_long_is_decided_by_its_digest(int length)
    {
        byte[] part = new byte[length];
        content.CopyTo(part, 0);
        WritePart(part);
        string path = await New().FetchAsync(Request(), Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(length == content.Length ? 0 : 1, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_cannot_continue_sends_the_whole_file()
    {
        WritePart(content[..50_000]);
        server.Fault = _ => new ServerFault { IgnoresRange = true };
        string path = await New().FetchAsync(Request(), Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(content.Length, progress.Advanced);
    }

    [Fact]
    public async Task Wrong_bytes_are_never_kept_and_the_next_address_is_asked()
    {
        using LoopbackServer bad = new(directory.File("served")) { Fault = _ => new ServerFault { Change = bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] } };
        string path = await New().FetchAsync(Request(bad, server), Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, Token));
        Assert.Single(bad.Requests);
        Assert.Equal(content.Length, progress.Advanced);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_file_of_another_size_is_refused_before_it_is_read(int more)
    {
        server.Fault = _ => new ServerFault { Change = bytes => more > 0 ? [.. bytes, 0] : bytes[..^1] };
        Problem problem = await FailAsync(Request());
        Assert.Contains("bytes there, not 300000", Assert.Single(problem.Reasons), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Kept, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_is_gone_is_not_asked_for_twice_and_what_may_pass_is()
    {
        using LoopbackServer gone = new(directory.File("served")) { Fault = _ => new ServerFault { Status = 404 } };
        using LoopbackServer busy = new(directory.File("served")) { Fault = _ => new ServerFault { Status = 503 } };
        Problem problem = await FailAsync(Request(gone, busy) with { Hint = "try: nuka lock --replace a" });
        Assert.Equal((1, 4), (gone.Requests.Count, busy.Requests.Count));
        Assert.Equal("graft/not-to-be-had", problem.Code);
        Assert.Contains("a 1.0", problem.Message, StringComparison.Ordinal);
        Assert.Contains("answered 404", problem.Reasons[0], StringComparison.Ordinal);
        Assert.Contains("answered 503", problem.Reasons[1], StringComparison.Ordinal);
        Assert.Equal(["try: nuka lock --replace a"], problem.Hints);
    }

    [Fact]
    public async Task What_is_advised_is_about_what_went_wrong()
    {
        Uri nobody = new("http://127.0.0.1:1/a");
        Assert.Equal(["check the network and this machine's name servers, and try again"], (await FailAsync(Request() with { Candidates = [nobody] })).Hints);
        server.Fault = _ => new ServerFault { Status = 503 };
        Assert.Equal(["the server cannot give it now: try again later"], (await FailAsync(Request())).Hints);
        Assert.Equal(["the server cannot give it now: try again later"], (await FailAsync(Request() with { Candidates = [nobody, new Uri($"{server.Address}/a")] })).Hints);
        server.Fault = _ => new ServerFault { CutAfterBytes = 1000 };
        Assert.Equal(["check the network, and try again: what was fetched so far is continued"], (await FailAsync(Request())).Hints);
    }

    [Fact]
    public async Task A_server_that_falls_silent_counts_as_a_lost_connection()
    {
        int asked = 0;
        server.Fault = _ => Interlocked.Increment(ref asked) == 1 ? new ServerFault { CutAfterBytes = 1000, Stalls = true } : new ServerFault();
        await New().FetchAsync(Request(), Token);
        Assert.Equal(["", "bytes=1000-"], server.Requests.Select(request => request.Range));
    }

    [Theory]
    [InlineData("http", "")] // takes the request and says nothing
    [InlineData("https", "")] // stops in the handshake
    [InlineData("http", "HTTP/1.1 200 O")] // stops in the middle of the head
    [InlineData("http", "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\nsome")] // stops in the middle of the file
    [InlineData("http", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nso")]
    [Trait("tier", "sample")]
    public async Task A_server_that_never_goes_on_is_asked_again_and_then_named(string scheme, string beginning)
    {
        using SilentServer silent = new(beginning);
        Uri address = new($"{scheme}://127.0.0.1:{silent.Port}/a");
        Problem problem = await FailAsync(Request() with { Candidates = [address] });
        Assert.Equal("graft/not-to-be-had", problem.Code);
        Assert.Matches($"^{scheme}://127.0.0.1:{silent.Port}/a: (the server does not answer|the server stopped sending)$", Assert.Single(problem.Reasons));
        Assert.Contains("check the network", Assert.Single(problem.Hints), StringComparison.Ordinal);
        Assert.True(silent.Accepted > 1, "it was asked once");
        await Assert.ThrowsAsync<FetchFailure>(() => fetcher.FetchSmallAsync(address, 1 << 20, null, Token));
    }

    [Fact]
    [Trait("tier", "sample")]
    public async Task Many_files_of_a_server_that_never_answers_end_in_one_named_error()
    {
        using SilentServer silent = new(string.Empty);
        DownloadRequest[] requests = [.. Enumerable.Range(0, 9).Select(number => Request() with
        {
            Checksum = Checksum.FromSha256(Convert.ToHexString(SHA256.HashData([(byte)number]))),
            Candidates = [new Uri($"http://127.0.0.1:{silent.Port}/{number}")],
        })];
        NukaException error = await Assert.ThrowsAsync<NukaException>(() => New().FetchAllAsync(requests, Token));
        Assert.Equal("graft/not-to-be-had", error.Problem.Code);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task A_proxy_that_never_answers_is_named_like_a_server(string scheme)
    {
        using SilentServer silent = new(string.Empty);
        using Fetcher through = new(new FetcherSettings
        {
            HttpsProxy = $"{scheme}://127.0.0.1:{silent.Port}", IdleTimeout = TimeSpan.FromSeconds(20), ConnectTimeout = TimeSpan.FromMilliseconds(300),
        });
        FetchFailure failure = await Assert.ThrowsAsync<FetchFailure>(() => through.FetchSmallAsync(new Uri("https://127.0.0.1:9/a"), 1 << 20, null, Token));
        Assert.False(failure.IsFinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_without_its_password()
    {
        Problem problem = await FailAsync(Request() with { Candidates = [new Uri("http://user:secret@127.0.0.1:1/a")] });
        Assert.Equal("http://127.0.0.1:1/a: the server cannot be reached", Assert.Single(problem.Reasons));
    }

    [Fact]
    public async Task A_cancelled_download_leaves_a_part_and_nothing_else_and_is_continued()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        server.Fault = _ => new ServerFault { CutAfterBytes = 120_000, Stalls = true };
        Task<string> running = New().FetchAsync(Request(), stop.Token);
        while (!File.Exists(PartPath) || new FileInfo(PartPath).Length < 120_000)
        {
            await Task.Delay(5, Token);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(PartPath, Assert.Single(Directory.GetFiles(Kept, "*", SearchOption.AllDirectories)));
        server.Fault = _ => new ServerFault();
        await New().FetchAsync(Request(), Token);
        Assert.Equal("bytes=120000-", server.Requests.Last().Range);
    }

    [Fact]
    public async Task A_kept_file_whose_bytes_changed_is_fetched_again()
    {
        string path = await New().FetchAsync(Request(), Token);
        await File.WriteAllBytesAsync(path, new byte[content.Length], Token);
        Assert.Null(New().FindKept(Sum));
        await New().FetchAsync(Request(), Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Many_files_and_several_downloaders_on_one_directory_each_fetch_a_file_once()
    {
        List<DownloadRequest> requests = [];
        for (int number = 0; number < 20; number++)
        {
            byte[] bytes = RandomNumberGenerator.GetBytes(10_000 + number);
            await File.WriteAllBytesAsync(directory.File($"served/f{number}"), bytes, Token);
            requests.Add(new DownloadRequest(
                $"f{number}", Checksum.FromSha256(Convert.ToHexString(SHA256.HashData(bytes))), bytes.Length, [new Uri($"{server.Address}/f{number}")]));
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => New().FetchAllAsync(requests, Token))));
        Assert.Equal(20, server.Requests.Count);
        Assert.Equal(20, Directory.GetFiles(Kept, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task The_login_of_an_archive_s_address_is_sent_for_what_lies_below_it_and_nowhere_else()
    {
        Directory.CreateDirectory(directory.File("served/private"));
        File.Copy(directory.File("served/a"), directory.File("served/private/a"));
        using Fetcher knowing = new(new FetcherSettings { ArchiveAddresses = [$"{server.Address.Replace("//", "//me:secret@", StringComparison.Ordinal)}/private"] });
        foreach (string path in (string[])["private/a", "a"])
        {
            (await knowing.OpenAsync(new Uri($"{server.Address}/{path}"), 0, null, Token)).Dispose();
        }

        Assert.Equal([$"Basic {Convert.ToBase64String("me:secret"u8)}", ""], server.Logins);
    }

    [Fact]
    public async Task Offline_names_what_is_missing_and_asks_nobody()
    {
        NukaException error = await Assert.ThrowsAsync<NukaException>(() => New(offline: true).FetchAsync(Request(), Token));
        Assert.Equal("graft/offline", error.Problem.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_full_disk_is_named_and_with_room_the_download_goes_on()
    {
        Directory.CreateDirectory(Kept);
        using SmallDisk? disk = SmallDisk.TryMount(Kept, sizeKibibytes: 400);
        Assert.SkipWhen(disk is null, "no namespaces to mount a small disk in");
        string other = Path.Combine(disk.Path, "other");
        await File.WriteAllBytesAsync(other, new byte[200_000], Token);
        Downloader downloader = New(directoryPath: disk.Path);
        NukaException error = await Assert.ThrowsAsync<NukaException>(() => downloader.FetchAsync(Request(), Token));
        Assert.Equal("graft/disk-full", error.Problem.Code);
        Assert.Contains("continued", Assert.Single(error.Problem.Reasons), StringComparison.Ordinal);
        File.Delete(other);
        Assert.Equal(content, await File.ReadAllBytesAsync(await downloader.FetchAsync(Request(), Token), Token));
        Assert.NotEqual("", server.Requests.Last().Range);
    }

    [Fact]
    public async Task A_file_whose_size_nobody_says_is_fetched_by_a_sha512()
    {
        Assert.True(Checksum.TryParseIntegrity($"sha1-x sha512-{Convert.ToBase64String(SHA512.HashData(content))}", out Checksum? checksum));
        string path = await New().FetchAsync(new DownloadRequest("a", checksum, -1, [new Uri($"{server.Address}/a")]), Token);
        Assert.EndsWith($"/sha512/{checksum.Hex}", path, StringComparison.Ordinal);
        server.Fault = _ => new ServerFault { Change = bytes => [.. bytes, 1] };
        File.Delete(path);
        Assert.Equal("graft/not-to-be-had", (await FailAsync(new DownloadRequest("a", checksum, -1, [new Uri($"{server.Address}/a")]))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=")]
    [InlineData("sha512-short")]
    [InlineData("sha512-")]
    [InlineData("md5-1B2M2Y8AsgTpgAmY7PhCfg==")]
    public void A_weak_or_malformed_integrity_is_none(string text) => Assert.False(Checksum.TryParseIntegrity(text, out _));

    private DownloadRequest Request(params LoopbackServer[] servers) => new(
        "a 1.0", Sum, content.Length, [.. (servers.Length == 0 ? [server] : servers).Select(each => new Uri($"{each.Address}/a"))]);

    private async Task<Problem> FailAsync(DownloadRequest request) =>
        (await Assert.ThrowsAsync<NukaException>(() => New().FetchAsync(request, Token))).Problem;

    private Downloader New(bool offline = false, string? directoryPath = null) => new(new DownloaderOptions
    {
        Directory = directoryPath ?? Kept,
        Fetcher = fetcher,
        Time = TimeProvider.System,
        Progress = progress,
        IsOffline = offline,
        FirstWait = TimeSpan.FromMilliseconds(5),
    });

    private void WritePart(byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PartPath)!);
        File.WriteAllBytes(PartPath, bytes);
    }
}
