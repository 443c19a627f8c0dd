using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>A manifest that somebody else could have laid above decides nothing, in the first start or in a kept one.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class ForeignManifestTests(SigningKeys keys)
{
    private const string Exec = "cd project/sub/deep && nuka exec tool";

    public static TheoryData<string> Names => [.. Account.Available.Select(account => account.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kept_plan_is_not_used_once_somebody_else_may_have_laid_a_manifest_nearer(string name)
    {
        using ArchiveStage stage = new(keys, Account.Available.First(account => account.Name == name));
        stage.Demand("mkdir -p project/sub/deep && chmod 755 project project/sub project/sub/deep");
        Assert.Equal(ArchiveStage.Good, stage.Demand(Exec));
        stage.Demand("sleep 3");
        Assert.Equal(ArchiveStage.Good, stage.Demand(Exec));
        Assert.NotEqual("0\n", stage.Demand("ls $NUKA_STATE/plans-v1 | wc -l"));
        stage.Demand("touch project/sub/eka.toml && chmod 666 project/sub/eka.toml");
        string said = stage.Refuse(Exec, "projects/foreign-manifest");
        Assert.Contains("everybody may write eka.toml", said, StringComparison.Ordinal);
        Assert.Contains("/project/sub/deep", said, StringComparison.Ordinal);
        stage.Demand("rm project/sub/eka.toml");
        Assert.Equal(ArchiveStage.Good, stage.Demand(Exec));
    }

    [Fact]
    public void Root_takes_no_users_manifest_above_where_it_stands()
    {
        Assert.SkipWhen(Account.Available[0] != Account.Root, "only root can stand in for both");
        using ArchiveStage stage = new(keys, Account.Root);
        stage.Demand("mkdir -p project/victim && chown 61234 project/eka.toml");
        Assert.Contains("belongs to user 61234", stage.Refuse("cd project/victim && nuka exec tool", "projects/foreign-manifest"), StringComparison.Ordinal);
        stage.Refuse("cd project && nuka exec tool", "projects/foreign-manifest");
        Assert.Equal(ArchiveStage.Good, stage.Demand("cd project && nuka -C . exec tool"));
    }

    [Fact]
    public void A_directory_of_everybodys_is_no_project_even_by_name()
    {
        using ArchiveStage stage = new(keys);
        stage.Demand("mkdir all && chmod 1777 all");
        Assert.Contains("mkdir", stage.Refuse("nuka -C all add tool", "projects/no-project", exitCode: 1), StringComparison.Ordinal);
        Assert.Equal("", stage.Demand("ls -A all"));
    }
}
