using Nuka.Build.Sources;

namespace Nuka.Build.Tests.Sources;

/// <summary>What only npm's locks have.</summary>
public sealed class NpmLockTests : IDisposable
{
    private static readonly byte[] Left = NpmLockCase.Package("left", "1.0.0");
    private static readonly byte[] Newer = NpmLockCase.Package("left", "2.0.0");
    private static readonly byte[] Foreign = NpmLockCase.Package("foreign", "1.0.0");

    private readonly SourceBench bench = new();

    public NpmLockTests()
    {
        bench.Registry = bench.Server.Address;
        bench.Write("served/left/-/left-1.0.0.tgz", Left);
        bench.Write("served/left/-/left-2.0.0.tgz", Newer);
        bench.Write("served/foreign/-/foreign-1.0.0.tgz", Foreign);
    }

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("\"resolved\": \"https://elsewhere.example/left/-/left-1.0.0.tgz\"")]
    [InlineData("\"resolved\": \"https://elsewhere.example/download/left/0123456789\"")]
    [InlineData("\"license\": \"ISC\"")]
    [Trait("tier", "sample")]
    public async Task Whosever_registry_a_lock_was_made_with_the_machines_own_is_asked_and_npm_finds_it(string resolved)
    {
        string text = NpmLockCase.Of(NpmLockCase.Entry("left", "1.0.0", NpmLockCase.Integrity(Left), resolved)).Replace(", \"@scope/right\": \"^2.1.0-rc.0\"", "", StringComparison.Ordinal);
        Assert.Equal("left 1.0.0", await Install(text, "{\"left\": \"1.0.0\"}"));
        Assert.Equal(["/left/-/left-1.0.0.tgz"], bench.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    [Trait("tier", "sample")]
    public async Task Aliases_are_had_under_their_own_names_and_two_versions_side_by_side()
    {
        string text = NpmLockCase.Of(
            NpmLockCase.Entry("left", "1.0.0", NpmLockCase.Integrity(Left)), NpmLockCase.Entry("other", "2.0.0", NpmLockCase.Integrity(Newer), "\"name\": \"left\""))
            .Replace("\"@scope/right\": \"^2.1.0-rc.0\"", "\"other\": \"npm:left@2\"", StringComparison.Ordinal);
        Assert.Equal("left 1.0.0, left 2.0.0", await Install(text, "{\"left\": \"1.0.0\", \"other\": \"npm:left@2\"}"));
    }

    [Theory]
    [InlineData("\"os\": [\"darwin\"]", false)]
    [InlineData("\"os\": [\"!linux\"]", false)]
    [InlineData("\"cpu\": [\"arm64\"]", false)]
    [InlineData("\"os\": [\"linux\"], \"cpu\": [\"x64\", \"arm64\"]", true)]
    [InlineData("\"os\": [\"!win32\"]", true)]
    [InlineData("\"os\": [\"any\"]", true)]
    [InlineData("\"os\": []", true)]
    public async Task What_is_optional_and_for_other_machines_is_not_fetched(string condition, bool isFetched)
    {
        foreach (bool isOptional in (bool[])[true, false])
        {
            bench.Server.Requests.Clear();
            Directory.CreateDirectory(bench.File(bench.Downloads));
            Directory.Delete(bench.File(bench.Downloads), recursive: true);
            string text = NpmLockCase.Of(NpmLockCase.Entry("foreign", "1.0.0", NpmLockCase.Integrity(Foreign), condition, $"\"optional\": {(isOptional ? "true" : "false")}"));
            await Get(text);
            Assert.Equal(isFetched || !isOptional ? 1 : 0, bench.Server.Requests.Count);
        }
    }

    [Fact]
    public async Task What_lies_beside_the_project_or_inside_of_a_package_is_not_fetched()
    {
        FetchedSource source = await Get(NpmLockCase.Of(
            "\"packages/own\": {\"version\": \"1.0.0\"}",
            "\"node_modules/own\": {\"resolved\": \"packages/own\", \"link\": true}",
            "\"node_modules/beside\": {\"version\": \"file:beside.tgz\", \"resolved\": \"file:beside.tgz\", \"integrity\": \"sha512-AAAA\"}",
            "\"node_modules/left/node_modules/inner\": {\"version\": \"1.0.0\", \"inBundle\": true}"));
        Assert.Empty(bench.Server.Requests);
        Assert.Equal(["package-lock.json"], bench.Store.Names(source.Tree));
    }

    private async Task<FetchedSource> Get(string text) =>
        (await bench.Fetcher().GetAsync(SourceBench.Package(bench.Locked(text, "package-lock.json", "npm")), TestContext.Current.CancellationToken))[0];

    private async Task<string?> Install(string text, string dependencies)
    {
        FetchedSource source = await Get(text);
        string directory = bench.File("src");
        bench.Store.Store.Export(source.Tree, directory, TestContext.Current.CancellationToken);
        string? installed = NpmLockCase.Install(bench, Path.Combine(directory, "package-lock.json"), dependencies, source.VariablesAt(directory));
        Assert.SkipWhen(installed is null, "npm is not on this machine");
        return installed;
    }
}
