using System.Diagnostics;
using System.Security.Cryptography;
using Nuka.Graft.Download;
using Nuka.Graft.Npm;
using Nuka.Graft.Registries;
using Nuka.Graft.Tests.Download;
using Nuka.Graft.Tests.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Npm;

/// <summary>A project's settings name the registry, so its answers may be anybody's.</summary>
public sealed class NpmRegistryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly LoopbackServer server;
    private readonly Fetcher fetcher = new(new FetcherSettings());

    public NpmRegistryTests()
    {
        Directory.CreateDirectory(directory.File("served"));
        server = new LoopbackServer(directory.File("served"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        server.Dispose();
        fetcher.Dispose();
        directory.Dispose();
    }

    [Fact]
    public async Task An_archive_lies_in_the_web_and_never_in_a_file_of_this_machine()
    {
        string secret = directory.File("secret");
        await File.WriteAllTextAsync(secret, "secret", Token);
        string pipe = directory.File("pipe");
        using (Process make = Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync(Token);
        }

        foreach (string archive in (string[])[$"file://{secret}", $"file://{pipe}", "ftp://registry.example/a.tgz", "a.tgz", "/etc/passwd"])
        {
            Answer("tool", archive, Integrity("secret"));
            Assert.Empty(await New().FindVersionsAsync("tool", Token));
            Assert.Null(await New().FetchAsync("tool", "1.0.0", null, long.MaxValue, Token));
        }

        Serve("files/tool-1.0.0.tgz", "secret");
        Answer("tool", $"{server.Address}/files/tool-1.0.0.tgz", Integrity("secret"));
        Assert.Equal("secret", await File.ReadAllTextAsync((await New().FetchAsync("tool", "1.0.0", null, long.MaxValue, Token))!, Token));
    }

    [Theory]
    [InlineData("https://registry.example/", "http://registry.example/a.tgz", "https://registry.example/a.tgz")]
    [InlineData("https://registry.example/", "http://files.example:8443/a.tgz", "https://files.example:8443/a.tgz")]
    [InlineData("https://registry.example/", "https://files.example/a.tgz", "https://files.example/a.tgz")]
    [InlineData("http://registry.example/", "http://registry.example/a.tgz", "http://registry.example/a.tgz")]
    [InlineData("http://registry.example/", "file:///a.tgz", null)]
    [InlineData("https://registry.example/", "ftp://registry.example/a.tgz", null)]
    [InlineData("file:///registry/", "file:///registry/a.tgz", "file:///registry/a.tgz")]
    [InlineData(null, "file:///registry/a.tgz", null)]
    [InlineData(null, "https://files.example/a.tgz", "https://files.example/a.tgz")]
    public void An_answer_leads_nowhere_less_secure(string? registry, string said, string? expected) =>
        Assert.Equal(expected, RegistryAddress.Read(registry is null ? null : new Uri(registry), said)?.AbsoluteUri);

    [Theory]
    [InlineData("../secret")]
    [InlineData("..")]
    [InlineData("@a/../b")]
    [InlineData("@../b")]
    [InlineData("a/b")]
    [InlineData("@a/b/c")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%2e")]
    [InlineData("a\\b")]
    [InlineData("a\n")]
    [InlineData(".a")]
    [InlineData("")]
    [InlineData("@a")]
    public async Task What_is_no_name_of_a_package_is_not_asked_for(string name)
    {
        Assert.Empty(await New().FindVersionsAsync(name, Token));
        Assert.Null(await New().FetchAsync(name, "1.0.0", Integrity("x"), long.MaxValue, Token));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("JSONStream", "1.0.0", "/JSONStream/-/JSONStream-1.0.0.tgz")]
    [InlineData("@scope/a.b_c", "1.0.0-rc.1", "/@scope/a.b_c/-/a.b_c-1.0.0-rc.1.tgz")]
    [InlineData("a", "../../b?c#d", "/a/-/a-..%2F..%2Fb%3Fc%23d.tgz")]
    public void A_version_stays_within_its_name(string name, string version, string path) =>
        Assert.Equal(server.Address + path, New().Conventional(name, version).AbsoluteUri);

    [Fact]
    public async Task An_archive_that_is_larger_than_the_limit_is_not_fetched()
    {
        Serve("files/tool-1.0.0.tgz", new string('x', 1000));
        Answer("tool", $"{server.Address}/files/tool-1.0.0.tgz", Integrity(new string('x', 1000)));
        NukaException refused = await Assert.ThrowsAsync<NukaException>(() => New().FetchAsync("tool", "1.0.0", null, 999, Token));
        Assert.Contains(refused.Problem.Reasons, reason => reason.Contains("more than 999", StringComparison.Ordinal));
        Assert.NotNull(await New().FetchAsync("tool", "1.0.0", null, 1000, Token));
    }

    private static string Integrity(string text) => "sha512-" + Convert.ToBase64String(SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private void Answer(string name, string archive, string integrity) =>
        Serve(name, $$"""{"versions":{"1.0.0":{"dist":{"tarball":"{{archive}}","integrity":"{{integrity}}"} } } }""");

    private void Serve(string path, string text)
    {
        string file = directory.File($"served/{path}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private NpmRegistry New() => new(new NpmRegistryOptions
    {
        Address = new Lazy<Uri?>(new Uri(server.Address)),
        Fetcher = fetcher,
        Downloader = new Lazy<Downloader>(() => new Downloader(new DownloaderOptions
        {
            Directory = directory.File("downloads-v1"), Fetcher = fetcher, Time = TimeProvider.System, FirstWait = TimeSpan.FromMilliseconds(1),
        })),
        Directory = directory.File("answers"),
    });
}
