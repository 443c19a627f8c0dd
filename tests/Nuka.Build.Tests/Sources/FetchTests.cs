using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Graft.Tests.Download;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Sources;

public sealed class FetchTests : IDisposable
{
    private static readonly byte[] Words = "one two\n"u8.ToArray();

    private readonly SourceBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_file_lies_under_its_name_in_a_tree_of_its_own()
    {
        Digest tree = await bench.Fetch(Words, "words.txt", $"file://{bench.Write("words.txt", Words)}");
        Assert.Equal([$"f words.txt {Blake3.Hash(Words)}"], bench.Store.Describe(tree));
    }

    [Fact]
    public async Task What_was_fetched_once_is_never_fetched_again_nor_read()
    {
        string file = bench.Write("words.txt", Words);
        Digest tree = await bench.Fetch(Words, "words.txt", $"file://{file}");
        File.Delete(file);
        Directory.Delete(bench.File(bench.Downloads), recursive: true);
        bench.IsOffline = true;
        Assert.Equal(tree, await bench.Fetch(Words, "words.txt", "https://nowhere.example/words.txt"));
    }

    [Fact]
    public async Task The_same_bytes_under_another_name_or_unpacked_are_another_source()
    {
        string file = bench.Write("words.txt", Words);
        Digest first = await bench.Fetch(Words, "words.txt", $"file://{file}");
        Digest second = await bench.Fetch(Words, "terms.txt", $"file://{file}");
        Assert.NotEqual(first, second);
        Assert.Equal("build/no-archive", (await bench.Refusal(SourceBench.Fetched(Words, "", $"file://{file}"))).Code);
    }

    [Fact]
    public async Task A_kept_download_serves_without_the_network()
    {
        string file = bench.Write("words.txt", Words);
        await bench.Fetch(Words, "words.txt", $"file://{file}");
        File.Delete(file);
        bench.IsOffline = true;
        Assert.Equal([$"f other.txt {Blake3.Hash(Words)}"], bench.Store.Describe(await bench.Fetch(Words, "other.txt", "https://nowhere.example/other.txt")));
    }

    [Fact]
    public async Task Without_the_network_what_is_missing_is_named()
    {
        bench.IsOffline = true;
        Problem problem = await bench.Refusal(SourceBench.Fetched(Words, "words.txt", "https://nowhere.example/words.txt"));
        Assert.Equal("graft/offline", problem.Code);
        Assert.Contains("words.txt", problem.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task Mirrors_are_asked_in_their_order_until_one_has_the_bytes()
    {
        bench.Write("served/second/pool/w/words.txt", "something else");
        bench.Write("served/third/pool/w/words.txt", Words);
        bench.Write("served/fourth/pool/w/words.txt", Words);
        bench.Archives = [.. new[] { "first", "second", "third", "fourth" }.Select(name => $"{bench.Server.Address}/{name}")];
        Digest tree = await bench.Fetch(Words, "words.txt", $"file://{bench.File("absent")}", "debian:pool/w/words.txt");
        Assert.Equal([$"f words.txt {Blake3.Hash(Words)}"], bench.Store.Describe(tree));
        Assert.Equal(["/first/pool/w/words.txt", "/second/pool/w/words.txt", "/third/pool/w/words.txt"], bench.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Every_failure_is_named_and_other_bytes_with_both_digests()
    {
        bench.Write("served/b/words.txt", "something else");
        bench.Archives = [$"{bench.Server.Address}/a", $"{bench.Server.Address}/b"];
        Problem problem = await bench.Refusal(
            SourceBench.Fetched(Words, "words.txt", $"file://{bench.File("absent")}", "debian:words.txt", "npm:words@1.0.0", "nuget:words@1.0.0", "debian:../words.txt"));
        Assert.Equal("build/no-source", problem.Code);
        Assert.Equal("the source absent of tool 1.0 cannot be had", problem.Message);
        Assert.Equal(
        [
            $"file://{bench.File("absent")}: there is no such file",
            $"{bench.Server.Address}/a/words.txt: the server answered 404 Said",
            $"{bench.Server.Address}/b/words.txt: its bytes have another checksum than the package states: sha256:{Sha256("something else"u8)}, not sha256:{Sha256(Words)}",
            "npm:words@1.0.0: this machine has no registry of npm",
            "nuget:words@1.0.0: this machine has no source of NuGet",
            "debian:../words.txt: no path below the top of an archive, as pool/main/z/zlib/zlib_1.3.dfsg.orig.tar.gz is",
        ], problem.Reasons);
        Assert.Contains("digest", Assert.Single(problem.Hints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_fails_for_a_while_is_asked_again()
    {
        bench.Write("served/words.txt", Words);
        bench.Archives = [bench.Server.Address];
        int asked = 0;
        bench.Server.Fault = _ => ++asked == 1 ? new ServerFault { Status = 503 } : new ServerFault();
        await bench.Fetch(Words, "words.txt", "debian:words.txt");
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("npm:left-pad@1.3.0", "/left-pad/-/left-pad-1.3.0.tgz")]
    [InlineData("npm:@scope/name@1.2.3-rc.1", "/@scope/name/-/name-1.2.3-rc.1.tgz")]
    public async Task An_npm_address_is_a_tarball_of_the_configured_registry(string address, string path)
    {
        bench.Write("served" + path, Words);
        bench.Registry = bench.Server.Address + "/";
        await bench.Fetch(Words, "a.tgz", address);
        Assert.Equal([path], bench.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_NuGet_address_is_a_package_of_the_configured_sources()
    {
        bench.Write("served/v3/index.json", $"{{\"resources\": [{{\"@type\": \"PackageBaseAddress/3.0.0\", \"@id\": \"{bench.Server.Address}/flat/\"}}]}}");
        bench.Write("served/flat/mono.cecil/0.11.6-rc.1/mono.cecil.0.11.6-rc.1.nupkg", Words);
        bench.Feeds = [$"{bench.Server.Address}/v3/index.json"];
        Digest tree = await bench.Fetch(Words, "mono.cecil.nupkg", "nuget:Mono.Cecil@0.11.6-RC.1");
        Assert.Equal([$"f mono.cecil.nupkg {Blake3.Hash(Words)}"], bench.Store.Describe(tree));
        Assert.Equal(["/v3/index.json", "/flat/mono.cecil/0.11.6-rc.1/mono.cecil.0.11.6-rc.1.nupkg"], bench.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_debian_path_may_hold_what_versions_hold()
    {
        string path = "pool/main/z/zlib/zlib_1.2.13.dfsg+really1.2~rc1.orig.tar.xz";
        bench.Write($"served/{path}", Words);
        bench.Archives = [$"file://{bench.Served}"];
        Assert.Single(bench.Store.Describe(await bench.Fetch(Words, "words", $"debian:{path}")));
    }

    [Theory]
    [InlineData("http://a.example/words.txt")]
    [InlineData("ftp://a.example/words.txt")]
    [InlineData("https://user:secret@a.example/words.txt")]
    [InlineData("https:words.txt")]
    [InlineData("file:words.txt")]
    [InlineData("file://a.example/words.txt")]
    [InlineData("debian:/etc/passwd")]
    [InlineData("debian:a//b")]
    [InlineData("debian:a/./b")]
    [InlineData("npm:left-pad")]
    [InlineData("npm:@scope/name")]
    [InlineData("npm:../left-pad@1.0.0")]
    [InlineData("npm:left-pad@latest")]
    [InlineData("npm:left-pad@1/../../x")]
    [InlineData("nuget:Mono.Cecil")]
    [InlineData("nuget:../Mono.Cecil@1.0.0")]
    [InlineData("nuget:Mono.Cecil@latest")]
    [InlineData("nuget:Mono.Cecil@1/../../x")]
    [InlineData("nuget:Mono.Cecil@1.0.0@1.0.0")]
    [InlineData("words.txt")]
    [InlineData("")]
    [Trait("tier", "sample")]
    public async Task What_is_no_address_is_never_asked(string address)
    {
        bench.Registry = bench.Server.Address;
        bench.Archives = [bench.Server.Address];
        bench.Feeds = [$"{bench.Server.Address}/index.json"];
        Problem problem = await bench.Refusal(SourceBench.Fetched(Words, "words.txt", address));
        Assert.Equal("build/no-source", problem.Code);
        Assert.DoesNotContain("secret", Assert.Single(problem.Reasons), StringComparison.Ordinal);
        Assert.Empty(bench.Server.Requests);
    }

    [Fact]
    public async Task A_machine_without_archives_of_Debian_says_so() =>
        Assert.Equal("debian:a: this machine has no source of Debian packages", Assert.Single((await bench.Refusal(SourceBench.Fetched(Words, "a", "debian:a"))).Reasons));

    [Fact]
    public async Task Sources_come_in_the_order_of_the_package_and_local_ones_are_what_they_were()
    {
        bench.Write("data/file", "text");
        Cid local = bench.Store.Store.ImportDirectory(bench.File("data"), null, TestContext.Current.CancellationToken);
        string file = $"file://{bench.Write("words.txt", Words)}";
        IReadOnlyList<Build.Sources.FetchedSource> all = await bench.Fetcher().GetAsync(
            SourceBench.Package(SourceBench.Fetched(Words, "b", file), SourceBench.Local(local), SourceBench.Fetched(Words, "a", file)),
            TestContext.Current.CancellationToken);
        Assert.Equal(3, all.Count);
        Assert.Equal(local.Digest, all[1].Tree);
        Assert.Equal(["b", "a"], new[] { all[0], all[2] }.Select(one => Assert.Single(bench.Store.Names(one.Tree))));
        Assert.All(all, one => Assert.Empty(one.VariablesAt("/here")));
    }

    [Fact]
    public async Task A_local_source_that_the_store_lost_is_told()
    {
        Problem problem = await bench.Refusal(SourceBench.Local(Cid.OfTree(Blake3.Hash("gone"u8))));
        Assert.Equal("build/gone-source", problem.Code);
        Assert.Contains("data", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{kind: fetch, sha256: abc, unpack: true}")]
    [InlineData("{kind: fetch, unpack: true}")]
    [InlineData("{kind: fetch, sha256: \"0000000000000000000000000000000000000000000000000000000000000000\"}")]
    [InlineData("{kind: fetch, sha256: \"0000000000000000000000000000000000000000000000000000000000000000\", unpack: false}")]
    [InlineData("{kind: fetched}")]
    [InlineData("{kind: 3}")]
    [InlineData("{kind: local, cid: x}")]
    [InlineData("{}")]
    [InlineData("3")]
    [Trait("tier", "sample")]
    public async Task A_record_that_says_something_else_is_refused(string identity)
    {
        NuonRecord record = SourceBench.Record(("sources", new NuonList([NuonDocument.Read(Encoding.UTF8.GetBytes(identity), "test")])));
        NuonRecord about = SourceBench.Record(("sources", new NuonList([SourceBench.Record(("addresses", new NuonList([])))])));
        NukaException error = await Assert.ThrowsAsync<NukaException>(
            () => bench.Fetcher().GetAsync(new Packages.Identity.PackageIr(record, about, SourceBench.Runtime, []), TestContext.Current.CancellationToken));
        Assert.Equal("build/bad-source", error.Problem.Code);
    }

    private static string Sha256(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
}
