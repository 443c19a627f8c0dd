using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;

namespace Nuka.Store.Tests;

public sealed class CollectTests : StoreFixture
{
    [Fact]
    public void What_a_root_keeps_stays_with_everything_below_and_the_rest_goes_counted_exactly()
    {
        Digest kept = Put(("a/b", "shared"), ("c", "kept"));
        Digest dead = Put(("a/b", "shared"), ("d", "dead"), ("e/f/g", "deader"), ("h", "dead"));
        Store.View(kept);
        Store.View(dead);
        Store.SetRoot("project", [Cid.OfTree(kept)]);
        Store.PutFact("t", "gone"u8, "x"u8, dead);
        Store.PutFact("t", "stays"u8, "x"u8, kept);
        Store.PutFact("t", "free"u8, "x"u8);

        CollectReport planned = Store.Collect(new CollectOptions { DryRun = true });
        Assert.True(Store.Contains(Cid.OfTree(dead)));
        CollectReport done = Store.Collect();
        Assert.Equal(planned, done);
        CollectReport expected = new()
        {
            TreesKept = 2,
            TreesRemoved = 3,
            BlobsKept = 2,
            BlobsRemoved = 2,
            BytesKept = 10,
            BytesFreed = 10,
            ViewsRemoved = 1,
            ViewsKept = 1,
            LeasesHeld = 0,
            LeasesRemoved = 0,
            FactsRemoved = 1,
            MissingFromRoots = 0,
        };
        Assert.Equal(expected, done);
        Assert.False(Store.Contains(Cid.OfTree(dead)));
        Assert.False(Store.Contains(Cid.OfBlob(Blake3.Hash("dead"u8))));
        Assert.True(Store.Verify().IsSound);
        Assert.False(Store.TryGetFact("t", "gone"u8, out _));
        Assert.True(Store.TryGetFact("t", "stays"u8, out _));
        Assert.True(Store.TryGetFact("t", "free"u8, out _));
        Assert.Equal([kept.ToString()], Directory.GetDirectories(Path.Combine(StorePath, "views")).Select(Path.GetFileName));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(Store.View(kept), "c")));
        CollectReport again = Store.Collect();
        Assert.Equal((0, 0, 0), (again.TreesRemoved, again.BlobsRemoved, again.BytesFreed));
    }

    [Fact]
    public void What_was_collected_can_be_imported_again_past_the_stat_cache()
    {
        Directory.CreateDirectory(Place["source/d"]);
        File.WriteAllText(Place["source/d/f"], "content");
        File.SetLastWriteTimeUtc(Place["source/d/f"], DateTime.UnixEpoch);
        Cid tree = Store.ImportDirectory(Place["source"]);
        Store.SetRoot("unrelated", [Cid.OfTree(Put(("x", "y")))]);
        Store.Collect(new CollectOptions { Keep = [Cid.OfBlob(Blake3.Hash("content"u8))] });
        Assert.False(Store.Contains(tree));
        Assert.Equal(tree, Store.ImportDirectory(Place["source"]));
        Assert.True(Store.Verify().IsSound);
        Store.Collect();
        Assert.Equal(tree, Store.ImportDirectory(Place["source"]));
        Assert.True(Store.Verify().IsSound);
    }

    [Fact]
    public void A_held_lease_keeps_and_a_dropped_one_does_not()
    {
        Digest tree = Put(("a", "b"));
        Digest other = Put(("c", "d"));
        StoreLease lease = Store.TakeLease([Cid.OfTree(tree)]);
        using (StoreLease second = Store.TakeLease([Cid.OfTree(tree)]))
        {
            Assert.Equal(lease.Path, second.Path);
        }

        CollectReport report = Store.Collect();
        Assert.Equal((1, 0, 1, 1), (report.LeasesHeld, report.LeasesRemoved, report.TreesKept, report.TreesRemoved));
        Assert.False(Store.Contains(Cid.OfTree(other)));
        Assert.Equal($"{Cid.OfTree(tree)}\n", File.ReadAllText(lease.Path));
        lease.Dispose();
        report = Store.Collect();
        Assert.Equal((0, 1, 0, 1), (report.LeasesHeld, report.LeasesRemoved, report.TreesKept, report.TreesRemoved));
        Assert.False(File.Exists(lease.Path));
    }

    [Fact]
    public void A_lease_lives_as_long_as_a_program_that_inherited_it()
    {
        Digest tree = Put(("a", "b"));
        using System.Diagnostics.Process program = Hold(tree);
        try
        {
            Assert.Equal(1, Store.Collect().LeasesHeld);
        }
        finally
        {
            program.Kill();
            program.WaitForExit();
        }

        Assert.Equal(0, Store.Collect().LeasesHeld);
        Assert.False(Store.Contains(Cid.OfTree(tree)));
    }

    [Fact]
    public void A_collection_waits_for_others_and_then_gives_up_by_name()
    {
        Put(("a", "b"));
        Reopen();
        using ContentStore other = Open();
        using ContentStore impatient = Open(patienceSeconds: 0);
        Assert.Equal("store/in-use", Refused(() => impatient.Collect()).Code);
        other.Dispose();
        Assert.Equal(1, impatient.Collect().TreesRemoved);
    }

    [Fact]
    public void A_collection_is_refused_while_a_tree_is_being_written()
    {
        using (TreeWriter writer = Store.BeginTree())
        {
            Assert.Throws<InvalidOperationException>(() => Store.Collect());
        }

        Store.Collect();
    }

    [Fact]
    public void Nothing_is_removed_when_what_is_kept_cannot_be_followed()
    {
        Digest tree = Put(("a/b", "c"));
        Digest unrelated = Put(("d", "e"));
        Store.SetRoot("project", [Cid.OfTree(tree)]);
        Digest inner = Store.ReadTree(tree).Entries.Single().Digest;
        Store.Area.Index.RemoveTrees([inner]);
        Assert.Equal("store/missing-tree", Refused(() => Store.Collect()).Code);
        Assert.True(Store.Contains(Cid.OfTree(unrelated)));
    }

    [Fact]
    public void Why_something_is_alive_is_told_with_the_path()
    {
        Digest tree = Put(("usr/bin/tool", "#!"), ("usr/lib/x", "1"));
        using TreeWriter writer = Store.BeginTree();
        writer.AddTree("rootfs"u8, tree);
        Digest outer = writer.Commit();
        Digest blob = Blake3.Hash("#!"u8);
        Assert.Empty(Store.WhyAlive(Cid.OfBlob(blob)));
        Store.SetRoot("b", [Cid.OfTree(outer)]);
        Store.SetRoot("a", [Cid.OfTree(tree), Cid.OfBlob(blob)]);
        using StoreLease lease = Store.TakeLease([Cid.OfTree(outer)]);
        KeepReason[] expected =
        [
            new("a", Cid.OfBlob(blob), ""),
            new("a", Cid.OfTree(tree), "usr/bin/tool"),
            new("b", Cid.OfTree(outer), "rootfs/usr/bin/tool"),
            new($"lease {Path.GetFileName(lease.Path)}", Cid.OfTree(outer), "rootfs/usr/bin/tool"),
        ];
        Assert.Equal(expected, Store.WhyAlive(Cid.OfBlob(blob)));
        Assert.Equal(["rootfs", "rootfs"], Store.WhyAlive(Cid.OfTree(tree)).Where(reason => reason.Path != "").Select(reason => reason.Path));
    }

    private System.Diagnostics.Process Hold(Digest tree)
    {
        using StoreLease lease = Store.TakeLease([Cid.OfTree(tree)]);
        System.Diagnostics.ProcessStartInfo start = new("sh", ["-c", "exec 9<\"$0\"; flock --shared 9; echo held; exec sleep 60 9<&9", lease.Path])
        {
            RedirectStandardOutput = true,
        };
        System.Diagnostics.Process program = System.Diagnostics.Process.Start(start)!;
        Assert.Equal("held", program.StandardOutput.ReadLine());
        return program;
    }
}
