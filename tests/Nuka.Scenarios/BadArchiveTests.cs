using Nuka.Graft.Tests.Download;
using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>Archives that lie, lag, or are not there: whole commands, with a server of the test's own.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class BadArchiveTests(SigningKeys keys) : IDisposable
{
    private readonly ArchiveStage stage = new(keys);

    public void Dispose() => stage.Dispose();

    [Fact]
    public void A_good_one_is_used_from_its_index_to_the_running_program()
    {
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        stage.Server.Fault = _ => new ServerFault { Status = 503 };
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        Assert.Equal(ArchiveStage.Good, stage.Demand("nuka -C project exec --offline tool"));
    }

    [Fact]
    public void A_release_that_another_key_signed_gives_nothing_and_what_was_known_stays()
    {
        stage.Archive.Key = "other";
        stage.Archive.Publish();
        string said = stage.Refuse("nuka source update", "graft/bad-signature", 1);
        ArchiveStage.Says(said, $"the release of {stage.Server.Address} stable is not signed by a key that may sign it\n", "is not in the source's keyring\n",
            "hint: if the archive has a new key, get its keyring by a way you trust");
        stage.Refuse(ArchiveStage.Exec, "graft/bad-signature");
        Assert.False(File.Exists(Path.Join(stage.Stage.Work, "project/eka.lock")));
        stage.Archive.Key = "good";
        stage.Archive.Publish();
        stage.Demand("nuka source update");
        stage.Archive.Key = "other";
        stage.Archive.Date = stage.Archive.Date.AddMinutes(1);
        stage.Archive.Publish();
        stage.Refuse("nuka source update", "graft/bad-signature", 1);
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void A_release_that_is_older_than_the_one_seen_is_refused_and_the_newer_one_stays()
    {
        stage.Demand("nuka source update");
        stage.Archive.Date = stage.Archive.Date.AddDays(-2);
        stage.Archive.Packages.RemoveAll(package => package.Name == "tool");
        stage.Archive.Publish();
        string said = stage.Refuse("nuka source update", "graft/replayed-release", 1);
        ArchiveStage.Says(said, $"the release of {stage.Server.Address} stable is older than the one seen before\n", "; seen was ",
            "hint: the mirror lags behind, or somebody replays an old release: use another mirror\n");
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void A_release_past_its_time_is_refused()
    {
        stage.Archive.Date = DateTimeOffset.UtcNow.AddDays(-9);
        stage.Archive.ValidUntil = DateTimeOffset.UtcNow.AddDays(-2);
        stage.Archive.Publish();
        string said = stage.Refuse(ArchiveStage.Exec, "graft/expired-release");
        Assert.Contains("valid until", said, StringComparison.Ordinal);
        stage.Demand($"nuka source remove archive && nuka source add archive {stage.Server.Address} stable main --keyring good.gpg --check-valid-until no");
        Assert.Contains("used also past its Valid-Until", stage.Demand("nuka source list"), StringComparison.Ordinal);
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void A_package_with_other_bytes_than_the_index_says_is_never_unpacked()
    {
        string path = SmallArchive.PathOf(ArchiveStage.Tool("1.0"));
        stage.Server.Fault = asked => asked == path ? new ServerFault { Change = Flip } : new ServerFault();
        string said = stage.Refuse(ArchiveStage.Exec, "graft/not-to-be-had");
        ArchiveStage.Says(said, "tool 1.0 cannot be had\n", $"  {stage.Server.Address}{path}: its bytes have another checksum than the index states: sha256:",
            "hint: the mirror does not agree with its own index: try: nuka source update, then the same again, or use another mirror\n");
        Assert.False(File.Exists(Path.Join(stage.Stage.Work, "project/eka.lock")));
        stage.Server.Fault = _ => new ServerFault();
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void A_locked_package_that_its_mirror_dropped_is_taken_from_any_source_that_has_its_bytes()
    {
        stage.Demand(ArchiveStage.Exec);
        SmallPackage old = ArchiveStage.Tool("1.0");
        SmallArchive other = stage.NewArchive("other");
        other.Packages.Add(old);
        other.Publish();
        stage.Archive.Packages.RemoveAll(package => package.Name == "tool");
        stage.Archive.Packages.Add(ArchiveStage.Tool("2.0"));
        stage.Archive.Date = stage.Archive.Date.AddMinutes(1);
        stage.Archive.Publish();
        File.Delete(Path.Join(stage.Stage.Directory, "archive") + SmallArchive.PathOf(old));
        stage.Demand("chmod -R u+rwX \"$NUKA_STATE\"; rm -rf \"$NUKA_STATE\"; nuka source add archive "
            + $"{stage.Server.Address} stable main --keyring good.gpg");
        stage.AddServer("other");
        stage.Demand("nuka source update");
        string locked = File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.lock"));
        Assert.Equal(ArchiveStage.Good, stage.Demand("nuka -C project exec --locked tool"));
        Assert.Equal(locked, File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.lock")));
    }

    [Fact]
    public void A_locked_package_that_nobody_has_any_more_is_named_with_the_command_that_replaces_it()
    {
        stage.Demand(ArchiveStage.Exec);
        stage.Archive.Packages.RemoveAll(package => package.Name == "tool");
        stage.Archive.Packages.Add(ArchiveStage.Tool("2.0"));
        stage.Archive.Date = stage.Archive.Date.AddMinutes(1);
        stage.Archive.Publish();
        File.Delete(Path.Join(stage.Stage.Directory, "archive") + SmallArchive.PathOf(ArchiveStage.Tool("1.0")));
        stage.Demand("chmod -R u+rwX \"$NUKA_STATE\"; rm -rf \"$NUKA_STATE\"; nuka source add archive "
            + $"{stage.Server.Address} stable main --keyring good.gpg && nuka source update");
        string said = stage.Refuse(ArchiveStage.Exec, "graft/not-to-be-had");
        ArchiveStage.Says(said, "tool 1.0 cannot be had\n", $"  {stage.Server.Address}{SmallArchive.PathOf(ArchiveStage.Tool("1.0"))}: the server answered 404",
            "hint: take another version into the lock   try: nuka lock --replace tool\n");
        Assert.Contains("+ deb:tool 2.0\n- deb:tool 1.0\n", stage.Demand("nuka -C project lock --replace tool"), StringComparison.Ordinal);
        Assert.Equal("tool 2.0\n", stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void A_locked_package_with_other_bytes_than_the_lock_says_is_never_unpacked()
    {
        stage.Demand(ArchiveStage.Exec);
        string path = SmallArchive.PathOf(ArchiveStage.Tool("1.0"));
        stage.Demand($"chmod -R u+rwX \"$NUKA_STATE\"; rm -rf \"$NUKA_STATE\"; nuka source add archive {stage.Server.Address} stable main --keyring good.gpg");
        stage.Server.Fault = asked => asked == path ? new ServerFault { Change = Flip } : new ServerFault();
        string said = stage.Refuse(ArchiveStage.Exec, "graft/not-to-be-had");
        ArchiveStage.Says(said, "tool 1.0 cannot be had\n", $"  {stage.Server.Address}{path}: its bytes have another checksum than the lock states: sha256:",
            "hint: take another version into the lock   try: nuka lock --replace tool\n");
    }

    [Fact]
    public void Half_an_index_is_no_index()
    {
        stage.Server.Fault = path => path.EndsWith("Packages.xz", StringComparison.Ordinal) ? new ServerFault { Change = bytes => bytes[..(bytes.Length / 2)] } : new ServerFault();
        string said = stage.Refuse(ArchiveStage.Exec, "graft/not-to-be-had");
        ArchiveStage.Says(said, $"{stage.Server.Address} stable main/binary-{SmallArchive.Architecture}/Packages.xz cannot be had\n",
            $"  {stage.Server.Address}/{SmallArchive.Index}: it has ", "hint: the mirror is being updated, or is damaged: try again later, or use another mirror\n");
        stage.Server.Fault = path => path.EndsWith("Packages.xz", StringComparison.Ordinal) ? new ServerFault { CutAfterBytes = 100 } : new ServerFault();
        ArchiveStage.Says(stage.Refuse(ArchiveStage.Exec, "graft/not-to-be-had"), "the connection was lost\n", "hint: check the network");

        // As long as promised, and other bytes: half of it is of another day.
        stage.Server.Fault = path => path.EndsWith("Packages.xz", StringComparison.Ordinal)
            ? new ServerFault { Change = bytes => [.. bytes[..(bytes.Length / 2)], .. new byte[bytes.Length - (bytes.Length / 2)]] } : new ServerFault();
        ArchiveStage.Says(stage.Refuse(ArchiveStage.Exec, "graft/not-to-be-had"), "its bytes have another checksum than the index states: sha256:", "hint: the mirror");
        Assert.False(File.Exists(Path.Join(stage.Stage.Work, "project/eka.lock")));
        stage.Server.Fault = _ => new ServerFault();
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void Without_a_network_the_source_is_named()
    {
        string address = stage.Server.Address;
        stage.StopServer();
        string said = stage.Refuse(ArchiveStage.Exec, "graft/unreachable");
        ArchiveStage.Says(said, $"the source {address} stable cannot be reached\n", $"  {address}: the server cannot be reached\n",
            "hint: check the network and the source's address");
        stage.Refuse("nuka -C project exec --offline tool", "graft/offline");
        Assert.False(File.Exists(Path.Join(stage.Stage.Work, "project/eka.lock")));
    }

    [Fact]
    public void A_package_that_no_archive_has_is_answered_with_names_like_it()
    {
        stage.Stage.Write("project/eka.toml", "[system]\npackages = [\n  \"tol\",\n]\n");
        string said = stage.Refuse(ArchiveStage.Exec, "graft/unknown-package");
        Assert.Contains("--> eka.toml:3:3", said, StringComparison.Ordinal);
        Assert.Contains("did you mean `tool`?", said, StringComparison.Ordinal);
        string command = stage.Refuse("nuka -C project exec -p tol tool", "graft/unknown-package");
        Assert.Contains("`tol`", command, StringComparison.Ordinal);
    }

    [Fact]
    public void Packages_that_contradict_each_other_are_explained_by_name()
    {
        stage.Archive.Packages.Add(new SmallPackage("left") { Fields = "Depends: middle (>= 2)\n" });
        stage.Archive.Packages.Add(new SmallPackage("right") { Fields = "Depends: middle (<< 2)\n" });
        stage.Archive.Packages.Add(new SmallPackage("middle", "1.0"));
        stage.Archive.Packages.Add(new SmallPackage("middle", "2.0"));
        stage.Archive.Publish();
        stage.Stage.Write("project/eka.toml", "[system]\npackages = [\"left\", \"right\"]\n");
        string said = stage.Refuse("nuka -C project exec true", "solve/impossible");
        Assert.All((string[])["left", "right", "middle (>= 2)", "middle (<< 2)"], word => Assert.Contains(word, said, StringComparison.Ordinal));
    }

    private static byte[] Flip(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        changed[^9] ^= 1;
        return changed;
    }
}
