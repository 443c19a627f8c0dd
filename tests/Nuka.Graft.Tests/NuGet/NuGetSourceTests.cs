using System.Collections.Immutable;
using Nuka.Graft.Download;
using Nuka.Graft.NuGet;
using Nuka.Graft.Tests.Download;
using Nuka.Graft.Tests.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.NuGet;

public sealed class NuGetSourceTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly LoopbackServer server;
    private readonly Fetcher fetcher = new(new FetcherSettings());

    public NuGetSourceTests()
    {
        Serve("content/some.package/index.json", """{"versions":["1.0.0","2.0.0-Beta","2.0.0"]}""");
        server = new LoopbackServer(directory.File("served"));
        Serve("index.json", $$"""{"resources":[{"@id":"{{server.Address}}/other/","@type":"Other"},{"@id":"{{server.Address}}/content/","@type":"PackageBaseAddress/3.0.0"}]}""");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        server.Dispose();
        fetcher.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task Versions_are_asked_for_once_and_serve_on_without_the_network()
    {
        Assert.Equal(["1.0.0", "2.0.0-Beta", "2.0.0"], (await New().FindVersionsAsync("Some.Package", Token)).Select(one => one.Version));
        Assert.Equal(["1.0.0", "2.0.0-Beta", "2.0.0"], (await New(offline: true).FindVersionsAsync("Some.Package", Token)).Select(one => one.Version));
        Assert.Empty(await New().FindVersionsAsync("Some.Other", Token));
    }

    [Theory]
    [InlineData("index.json", "[]")]
    [InlineData("index.json", """{"resources":[{"@id":"file:///etc/","@type":"PackageBaseAddress/3.0.0"}]}""")]
    [InlineData("index.json", """{"resources":[1,{"@type":"PackageBaseAddress/3.0.0"}]}""")]
    [InlineData("index.json", "<html>")]
    [InlineData("content/some.package/index.json", """{"versions":{"1.0.0":1}}""")]
    [InlineData("content/some.package/index.json", """{"versions":["\ud800"]}""")]
    [InlineData("content/some.package/index.json", "")]
    public async Task An_answer_that_is_none_gives_no_versions(string file, string text)
    {
        Serve(file, text);
        Assert.Empty(await New().FindVersionsAsync("some.package", Token));
    }

    [Theory]
    [InlineData("../some.package")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    [InlineData("a?b")]
    [InlineData("")]
    public async Task What_is_no_name_of_a_package_is_not_asked_for(string package)
    {
        Assert.Empty(await New().FindVersionsAsync(package, Token));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData('_')]
    [InlineData('a')]
    public async Task A_long_name_that_is_none_is_seen_at_once(char letter)
    {
        string package = new string(letter, 98) + "?";
        Assert.Empty(await Task.Run(() => New().FindVersionsAsync(package, Token), Token).WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("a_b", true)]
    [InlineData("_a__b_", true)]
    [InlineData("a._b", true)]
    [InlineData("a-b.c", true)]
    [InlineData("a.-b", false)]
    [InlineData(".a", false)]
    [InlineData("a-", false)]
    public async Task Parts_of_a_name_are_joined_by_one_dot_or_hyphen(string package, bool isName)
    {
        Serve($"content/{package}/index.json", """{"versions":["1.0.0"]}""");
        Assert.Equal(isName, (await New().FindVersionsAsync(package, Token)).Length > 0);
    }

    [Fact]
    public async Task What_is_no_version_is_left_out_of_an_answer()
    {
        Serve("content/some.package/index.json", """{"versions":["../1","1.0.0/..","..","1.0.0-rc.1+a"]}""");
        Assert.Equal(["1.0.0-rc.1+a"], (await New().FindVersionsAsync("some.package", Token)).Select(one => one.Version));
    }

    [Fact]
    public async Task A_file_without_the_authors_signature_is_refused_and_not_kept()
    {
        Serve("content/some.package/2.0.0/some.package.2.0.0.nupkg", "no package at all");
        NukaException refusal = await Assert.ThrowsAsync<NukaException>(() => New().FetchAsync("Some.Package", "2.0.0", "CN=Some Author", Token));
        Assert.Equal("graft/bad-package-signature", refusal.Problem.Code);
        Assert.Empty(Directory.GetFiles(directory.File("downloads-v1"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_what_was_not_fetched_is_not_to_be_had_offline()
    {
        Assert.Null(await New().FetchAsync("some.package", "9.9.9", "CN=Some Author", Token));
        Assert.Equal("graft/not-to-be-had", (await Assert.ThrowsAsync<NukaException>(() => New().FetchAsync("some.package", "1.0.0", "CN=Some Author", Token))).Problem.Code);
        Assert.Equal("graft/offline", (await Assert.ThrowsAsync<NukaException>(() => New(offline: true).FetchAsync("some.package", "1.0.0", "CN=Some Author", Token))).Problem.Code);
    }

    private void Serve(string path, string text)
    {
        string file = directory.File($"served/{path}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private NuGetSource New(bool offline = false) => new(new NuGetSourceOptions
    {
        Feeds = new Lazy<ImmutableArray<NuGetFeed>>([new NuGetFeed("test", new Uri($"{server.Address}/index.json"))]),
        Authorities = new Lazy<SigningRoots>(SigningRoots.OfMicrosoft),
        Fetcher = fetcher,
        Downloader = new Lazy<Downloader>(new Downloader(new DownloaderOptions
        {
            Directory = directory.File("downloads-v1"),
            Fetcher = fetcher,
            Time = TimeProvider.System,
            RetryCount = 0,
            IsOffline = offline,
        })),
        Directory = directory.File("answers"),
        IsOffline = offline,
    });
}
