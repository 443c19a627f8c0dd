using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>A machine whose files are none, seen by the real program in a mount namespace of its own.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class OddHostTests(SigningKeys keys) : IDisposable
{
    private readonly ArchiveStage stage = new(keys);

    public void Dispose() => stage.Dispose();

    [Theory]
    [InlineData("pipe")]
    [InlineData("/dev/null")]
    public void Nothing_waits_for_a_file_of_the_machine_that_is_none(string thing)
    {
        stage.Stage.Write("odd.sh", $$"""
            for file in resolv.conf hosts localtime; do
              [ ! -e /etc/$file ] || mount --bind {{thing}} /etc/$file || exit 77
            done
            export HOME=$PWD/home
            mkdir -p home; rm -f home/.npmrc; mkfifo home/.npmrc
            nuka doctor >doctor.txt; grep -q '^  system' doctor.txt || cat doctor.txt
            nuka -C project exec --explain tool
            nuka -C project exec tool && nuka -C project exec tool
            """);
        stage.Demand("mkfifo pipe");
        stage.Demand(ArchiveStage.Exec); // Names are not looked up behind a pipe: what is fetched is fetched before.
        CommandResult result = stage.Run("unshare --user --map-root-user --mount sh odd.sh", seconds: 90);
        Assert.SkipWhen(result.ExitCode == 77 || result.Error.Contains("unshare", StringComparison.Ordinal), "no namespaces here");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.EndsWith(ArchiveStage.Good + ArchiveStage.Good, result.Output, StringComparison.Ordinal);
        Assert.All((string[])["/etc/hosts", "/etc/localtime", "/.npmrc"], name => Assert.Contains(
            result.Output.Split('\n'), line => line.Contains($"{name} is left out", StringComparison.Ordinal)
                && line.EndsWith("it is no regular file", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_list_of_sources_that_is_a_pipe_is_refused_by_name()
    {
        stage.Demand("mkdir -p apt/sources.list.d && mkfifo apt/sources.list apt/sources.list.d/more.list apt/apt.conf");
        CommandResult result = stage.Run("NUKA_APT=$PWD/apt nuka source list", seconds: 60);
        Assert.Contains("a list of sources cannot be read: it is no regular file", result.ToString(), StringComparison.Ordinal);
    }
}
