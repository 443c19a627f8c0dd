using Nuka.Build.Sources;
using Nuka.Content.Hashing;
using Nuka.Graft.Tests.Download;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Sources;

/// <summary>What holds for the lock files of every package manager.</summary>
public sealed class LockContractTests : IDisposable
{
    private readonly SourceBench bench = new();

    public static TheoryData<string> Managers => [.. LockCase.Managers];

    public void Dispose() => bench.Dispose();

    [Theory, MemberData(nameof(Managers))]
    [Trait("tier", "sample")]
    public async Task The_manager_itself_installs_from_the_tree_without_a_network(string manager)
    {
        LockCase one = Begin(manager);
        FetchedSource source = await Get(one, one.Lock());
        Assert.Contains(one.LockName, bench.Store.Names(source.Tree));
        bench.Server.Fault = _ => new ServerFault { Status = 500 };
        string directory = bench.File("src-1");
        bench.Store.Store.Export(source.Tree, directory, TestContext.Current.CancellationToken);
        string? installed = one.Install(bench, directory, source.VariablesAt(directory));
        Assert.SkipWhen(installed is null, $"{manager} is not on this machine");
        Assert.Equal(one.Installed, installed);
    }

    [Theory, MemberData(nameof(Managers))]
    [Trait("tier", "sample")]
    public async Task What_a_lock_gave_is_found_again_without_asking_anybody(string manager)
    {
        LockCase one = Begin(manager);
        Digest tree = (await Get(one, one.Lock())).Tree;
        int asked = bench.Server.Requests.Count;
        Directory.Delete(bench.File(bench.Downloads), recursive: true);
        bench.IsOffline = true;
        Assert.Equal(tree, (await Get(one, one.Lock())).Tree);
        Assert.Equal(asked, bench.Server.Requests.Count);
    }

    [Theory, MemberData(nameof(Managers))]
    [Trait("tier", "sample")]
    public async Task The_tree_is_the_same_wherever_and_whenever_it_is_made(string manager)
    {
        LockCase one = Begin(manager);
        List<string> first = bench.Store.Describe((await Get(one, one.Lock())).Tree);
        using SourceBench other = new();
        one.Serve(other);
        Assert.Equal(first, other.Store.Describe((await Get(one, one.Lock(), other)).Tree));
        Assert.Equal(first.Where(line => !line.Contains(one.LockName, StringComparison.Ordinal)),
            bench.Store.Describe((await Get(one, one.Lock(isReversed: true))).Tree).Where(line => !line.Contains(one.LockName, StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Managers))]
    public async Task Other_bytes_than_the_lock_states_are_refused(string manager)
    {
        LockCase one = Begin(manager);
        bench.Server.Fault = path => new ServerFault { Change = path == "/" + one.ServedFile ? one.Change : null };
        Problem problem = await Refusal(one, one.Lock());
        Assert.Equal("build/no-source", problem.Code);
        Assert.Contains(problem.Reasons, reason => reason.Contains(" than the lock states: ", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Managers))]
    [Trait("tier", "sample")]
    public async Task What_is_not_published_any_more_is_named(string manager)
    {
        LockCase one = Begin(manager);
        File.Delete(Path.Combine(bench.Served, one.ServedFile));
        Problem problem = await Refusal(one, one.Lock());
        Assert.Equal("build/no-source", problem.Code);
        Assert.Contains(problem.Reasons, reason => reason.Contains("404", StringComparison.Ordinal));
        Assert.Contains("tool 1.0", problem.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Managers))]
    public async Task Without_the_network_what_is_missing_is_an_error(string manager)
    {
        LockCase one = Begin(manager);
        bench.IsOffline = true;
        Assert.Equal("graft/offline", (await Refusal(one, one.Lock())).Code);
        Assert.Empty(bench.Server.Requests);
    }

    [Theory, MemberData(nameof(Managers))]
    public async Task A_lock_without_strong_digests_is_refused_before_anybody_is_asked(string manager)
    {
        LockCase one = Begin(manager);
        foreach (string text in one.Undigested)
        {
            Problem problem = await Refusal(one, text);
            Assert.Equal("build/bad-lock", problem.Code);
            Assert.Equal("data", problem.Place?.File);
            Assert.Empty(bench.Server.Requests);
        }
    }

    [Theory, MemberData(nameof(Managers))]
    [Trait("tier", "sample")]
    public async Task A_lock_that_is_none_or_leads_elsewhere_is_refused_before_anybody_is_asked(string manager)
    {
        LockCase one = Begin(manager);
        foreach (string text in one.Hostile.Append("\0\u0001").Append("[["))
        {
            Problem problem = await Refusal(one, text);
            Assert.True(problem.Code == "build/bad-lock", $"{problem.Code}: {text}");
            Assert.NotEmpty(problem.Hints);
            Assert.Empty(bench.Server.Requests);
        }
    }

    [Theory, MemberData(nameof(Managers))]
    [Trait("tier", "sample")]
    public async Task A_directory_is_no_lock(string manager)
    {
        bench.Write("two/a", "a");
        bench.Write("two/b", "b");
        Problem problem = await bench.Refusal(SourceBench.Locked(bench.Store.Store.ImportDirectory(bench.File("two"), null, TestContext.Current.CancellationToken), manager));
        Assert.Equal("build/bad-lock", problem.Code);
    }

    [Fact]
    public async Task Two_locks_of_one_manager_are_refused()
    {
        Problem problem = await bench.Refusal(bench.Locked("a", "package-lock.json", "npm"), bench.Locked("b", "package-lock.json", "npm"));
        Assert.Equal("build/several-locks", problem.Code);
    }

    [Fact]
    public async Task A_manager_that_nuka_does_not_know_is_told() =>
        Assert.Equal("build/bad-source", (await bench.Refusal(bench.Locked("a", "Gemfile.lock", "bundler"))).Code);

    private LockCase Begin(string manager)
    {
        LockCase one = LockCase.Of(manager);
        one.Serve(bench);
        return one;
    }

    private async Task<FetchedSource> Get(LockCase one, string text, SourceBench? where = null) =>
        (await (where ?? bench).Fetcher().GetAsync(SourceBench.Package((where ?? bench).Locked(text, one.LockName, one.Manager)), TestContext.Current.CancellationToken))[0];

    private Task<Problem> Refusal(LockCase one, string text) => bench.Refusal(bench.Locked(text, one.LockName, one.Manager));
}
