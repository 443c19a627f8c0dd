using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>A network without this machine's services, by whole commands.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class NetworkTests(SigningKeys keys) : IDisposable
{
    private const string Look = "sh -c 'cat /etc/resolv.conf; while read line; do case $line in tap0*) echo connected;; eth*|wlan*) echo host;; esac; done </proc/net/dev'";

    private readonly ArchiveStage stage = new(keys, Account.Available[0]);

    public void Dispose() => stage.Dispose();

    [Fact]
    public void The_internet_alone_is_connected_cold_and_warm_and_explained()
    {
        Assert.SkipUnless(Needs.Missing("slirp4netns", Account.Available[0]) is null, "skipped: slirp4netns is not installed");
        Assert.SkipUnless(stage.Run("true <>/dev/net/tun").ExitCode == 0, "skipped: /dev/net/tun cannot be opened");
        stage.Demand(ArchiveStage.Exec);
        for (int round = 0; round < 3; round++)
        {
            string seen = stage.Demand($"nuka -C project exec --allow network=internet --allow port=18471 -- {Look}");
            Assert.StartsWith("nameserver 10.0.2.3\n", seen, StringComparison.Ordinal);
            Assert.EndsWith("connected\n", seen, StringComparison.Ordinal);
            Assert.DoesNotContain("host\n", seen, StringComparison.Ordinal);
        }

        string why = stage.Demand("nuka -C project exec --allow network=internet --allow port=18471 --explain tool");
        Assert.Contains("other machines, not this machine's loopback", why, StringComparison.Ordinal);
        Assert.Contains("port 18471, published on this machine's loopback", why, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(stage.Stage.State, "network-v1")));
    }

    [Fact]
    public void Where_it_cannot_be_had_it_is_refused_by_name()
    {
        stage.Demand(ArchiveStage.Exec);
        stage.Demand("mkdir bin; for program in bwrap gpgv unshare mount sh; do ln -s \"$(command -v $program)\" bin/; done");
        string said = stage.Refuse("nuka=$(command -v nuka); PATH=$PWD/bin $nuka -C project exec --allow network=internet tool", "environments/no-user-network");
        Assert.Contains("slirp4netns", said, StringComparison.Ordinal);
        Assert.Contains("--allow network=host", said, StringComparison.Ordinal);
    }
}
