using System.Text;
using Nuka.Graft.Download;
using Nuka.Graft.Tests.Index;

namespace Nuka.Graft.Tests.Download;

/// <summary>Where answers lead, and through which proxies.</summary>
public sealed class FetcherTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly LoopbackServer server;

    public FetcherTests()
    {
        File.WriteAllText(directory.File("a"), "content");
        server = new LoopbackServer(directory.Path);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        server.Dispose();
        directory.Dispose();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task An_answer_that_leads_elsewhere_is_followed_without_the_login(int status)
    {
        server.Fault = path => path == "/moved" ? new ServerFault { Status = status, Location = "/a" } : new ServerFault();
        Assert.Equal("content", await FetchAsync(server.Address.Replace("//", "//me:secret@", StringComparison.Ordinal) + "/moved"));
        Assert.Equal(["/moved", "/a"], server.Requests.Select(request => request.Path));
        Assert.Equal([$"Basic {Convert.ToBase64String("me:secret"u8)}", ""], server.Logins);
    }

    [Fact]
    public async Task Answers_that_lead_in_a_circle_are_followed_a_few_times()
    {
        server.Fault = path => new ServerFault { Status = 302, Location = "/next" };
        FetchFailure failure = await Assert.ThrowsAsync<FetchFailure>(() => FetchAsync($"{server.Address}/a"));
        Assert.StartsWith("the server answered 302", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsFinal);
        Assert.Equal(9, server.Requests.Count);
    }

    [Fact]
    public async Task An_answer_does_not_lead_to_a_file_of_this_machine()
    {
        server.Fault = path => new ServerFault { Status = 302, Location = $"file://{directory.File("a")}" };
        Assert.StartsWith("the server answered 302", (await Assert.ThrowsAsync<FetchFailure>(() => FetchAsync($"{server.Address}/b"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_does_not_lead_past_a_proxy_that_is_none()
    {
        using SilentServer secure = new(string.Empty);
        server.Fault = path => new ServerFault { Status = 302, Location = $"https://127.0.0.1:{secure.Port}/a" };
        FetchFailure failure = await Assert.ThrowsAsync<FetchFailure>(() => FetchAsync($"{server.Address}/a", new FetcherSettings
        {
            HttpsProxy = "http://[bad", IdleTimeout = TimeSpan.FromSeconds(1),
        }));
        Assert.Contains("proxy of https", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, secure.Accepted);
    }

    [Theory]
    [InlineData("https://a/b/c", "http://a/b/d", null)]
    [InlineData("https://a/b/c", "https://other/", "https://other/")]
    [InlineData("https://a/b/c", "d", "https://a/b/d")]
    [InlineData("https://a/b/c", "//other/d", "https://other/d")]
    [InlineData("http://a/b/c", "https://other/d", "https://other/d")]
    [InlineData("http://a/b/c", "file:///etc/hostname", null)]
    [InlineData("http://a/b/c", "ftp://a/d", null)]
    public void What_is_asked_next_is_at_least_as_secure(string from, string location, string? next)
    {
        using HttpResponseMessage response = new(System.Net.HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", location);
        Assert.Equal(next, Fetcher.FindNext(new Uri(from), response)?.AbsoluteUri);
    }

    [Theory]
    [InlineData("socks5h")]
    [InlineData("socks5")]
    [InlineData("SOCKS5H")]
    public async Task A_proxy_of_the_fifth_protocol_is_given_the_name_of_the_server(string scheme)
    {
        using SocksServer proxy = new("content");
        Assert.Equal("content", await FetchAsync("http://name.invalid/a", new FetcherSettings { HttpProxy = $"{scheme}://127.0.0.1:{proxy.Port}" }));
        Assert.Equal("name.invalid:80", await proxy.Asked);
    }

    [Theory]
    [InlineData("socks5h://127.0.0.2")]
    [InlineData("socks4://127.0.0.2")]
    public async Task A_proxy_without_a_port_is_asked_at_the_usual_one(string proxy)
    {
        FetchFailure failure = await Assert.ThrowsAsync<FetchFailure>(
            () => FetchAsync("http://name.invalid/a", new FetcherSettings { HttpProxy = proxy, ConnectTimeout = TimeSpan.FromSeconds(1) }));
        Assert.False(failure.IsFinal);
    }

    private static async Task<string> FetchAsync(string address, FetcherSettings? settings = null)
    {
        using Fetcher fetcher = new(settings ?? new FetcherSettings());
        return Encoding.UTF8.GetString(await fetcher.FetchSmallAsync(new Uri(address), 1 << 20, null, Token));
    }
}
