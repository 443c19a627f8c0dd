using Nuka.Graft.Tests.Download;
using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>What <c>exec --run</c> fetches and foresees, and what making a lock asks of a person.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class RunSetTests : IDisposable
{
    private readonly ArchiveStage stage;
    private readonly SmallPackage extra = new("extra") { Texts = new Dictionary<string, string> { ["usr/bin/extra"] = "#!/bin/sh\necho extra\n" } };

    public RunSetTests(SigningKeys keys)
    {
        stage = new ArchiveStage(keys);
        stage.Archive.Packages.Add(extra);
        stage.Archive.Publish();
        stage.Demand("nuka -C project exec extra");
    }

    public void Dispose() => stage.Dispose();

    [Fact]
    public void A_program_that_the_run_set_has_is_started_in_it_though_no_row_names_it_and_nothing_else_is_fetched()
    {
        stage.Demand("nuka -C project exec --run tool");
        string locked = Lock;
        stage.Demand("chmod -R u+rwX \"$NUKA_STATE\"; rm -rf \"$NUKA_STATE\"; nuka source add archive " + $"{stage.Server.Address} stable main --keyring good.gpg");
        stage.Server.Fault = path => path == SmallArchive.PathOf(extra) ? new ServerFault { Status = 404 } : new ServerFault();
        Assert.Equal("a\n", stage.Demand("echo a | nuka -C project exec --run cat"));
        Assert.Equal("a\n", stage.Demand("echo a | nuka -C project exec --run --locked cat"));
        Assert.Equal(locked, Lock);
        stage.Refuse("nuka -C project exec --run extra", "graft/not-to-be-had");
    }

    [Fact]
    public void A_dry_run_shows_the_run_set_before_it_is_chosen_and_after()
    {
        string whole = stage.Demand("nuka -C project exec --dry-run tool");
        string foreseen = stage.Demand("nuka -C project exec --run --dry-run tool");
        Assert.Contains("deb:extra", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("deb:extra", foreseen, StringComparison.Ordinal);
        Assert.Contains("deb:tool 1.0\n", foreseen, StringComparison.Ordinal);
        Assert.Equal(2, stage.Demand("nuka -C project exec --run --dry-run extra").Split('\n').Count(line => line.StartsWith("deb:extra ", StringComparison.Ordinal)
            || line.StartsWith("deb:tool ", StringComparison.Ordinal)));
        stage.Demand("nuka -C project exec --run tool");
        Assert.Equal(foreseen, stage.Demand("nuka -C project exec --run --dry-run tool"));
    }

    [Fact]
    public void A_lock_without_a_run_set_says_what_to_do()
    {
        string said = stage.Refuse("nuka -C project exec --run --locked tool", "projects/lock-stale");
        Assert.Contains("the lock has no run set yet, and none may be chosen", said, StringComparison.Ordinal);
        Assert.Contains("nuka exec --run CMD", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_is_made_without_a_grant_and_a_program_is_not_started_without_one()
    {
        stage.Stage.Write("project/eka.toml", "[system]\npackages = [\"tool\"]\n\n[permissions]\nuser-namespaces = true\n");
        stage.Demand("nuka -C project lock --dry-run");
        stage.Demand("nuka -C project lock");
        stage.Demand("nuka -C project add extra");
        stage.Demand("nuka -C project update");
        Assert.Equal(125, stage.Run(ArchiveStage.Exec).ExitCode);
    }

    [Fact]
    public void A_platform_that_no_source_carries_is_named_with_what_was_asked_and_the_cure()
    {
        string other = SmallArchive.Architecture == "arm64" ? "x86_64-linux" : "aarch64-linux";
        stage.Stage.Write("project/eka.toml", $"[system]\npackages = [\"tool\"]\n\n[platforms]\n{other} = {{}}\n");
        string said = stage.Refuse("nuka -C project lock", "projects/platform-sources", 1);
        Assert.Contains($"no source gave packages for {other}", said, StringComparison.Ordinal);
        Assert.Contains("eka.toml:5:", said, StringComparison.Ordinal);
        Assert.Contains("asked for ", said, StringComparison.Ordinal);
        Assert.Contains($"take {other} out of [platforms]", said, StringComparison.Ordinal);
    }

    private string Lock => File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.lock"));
}
