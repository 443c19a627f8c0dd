using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>A manifest and a lock that are links.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class LinkTests(SigningKeys keys) : IDisposable
{
    private readonly ArchiveStage stage = new(keys);

    public void Dispose() => stage.Dispose();

    [Fact]
    public void Links_stay_and_what_they_lead_to_is_written_and_seen_by_the_next_start()
    {
        stage.Archive.Packages.Add(new SmallPackage("extra") { Texts = new Dictionary<string, string> { ["usr/bin/extra"] = "#!/bin/sh\necho extra\n" } });
        stage.Archive.Publish();
        stage.Demand("mkdir project/shared; mv project/eka.toml project/shared/; : >project/shared/eka.lock; ln -s shared/eka.toml shared/eka.lock project/");
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        stage.Demand("sleep 2.1");
        Assert.Equal("none\n", stage.Demand("nuka -C project exec sh -c 'command -v extra || echo none'"));
        Assert.Equal("none\n", stage.Demand("nuka -C project exec sh -c 'command -v extra || echo none'"));
        stage.Demand("nuka -C project add extra");
        Assert.Equal("/usr/bin/extra\n", stage.Demand("nuka -C project exec sh -c 'command -v extra || echo none'"));
        Assert.Equal("project/eka.lock\nproject/eka.toml\n", stage.Demand("find project -type l | sort"));
        Assert.Equal("2\n", stage.Demand("cat project/shared/eka.toml project/shared/eka.lock | grep -c '\"extra\"'"));
    }

    [Fact]
    public void A_link_that_leads_to_nothing_or_to_another_file_is_refused_before_anything_is_fetched()
    {
        stage.Demand("ln -s ../notes project/eka.lock");
        stage.Refuse(ArchiveStage.Exec, "projects/bad-link");
        Assert.Equal("", stage.Demand("ls | grep notes || true"));
        stage.Demand("echo 'a = 1' >notes");
        stage.Refuse("nuka -C project add extra", "projects/bad-link", 1);
        Assert.Equal("a = 1\n", stage.Demand("cat notes"));
    }
}
