using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Store.Tests;

public sealed class VerifyTests : StoreFixture
{
    [Fact]
    public void A_store_that_is_right_is_found_so_with_exact_counts()
    {
        Put(("a/b", "1"), ("a/bin/b", "1"), ("c", "22"));
        VerifyReport report = Store.Verify();
        Assert.Equal((3, 3, 4), (report.Trees, report.Blobs, report.Bytes));
        Assert.Empty(report.Findings);
        Assert.True(report.IsSound);
    }

    [Theory]
    [InlineData("changed", VerifyFindingKind.CorruptBlob)]
    [InlineData("emptied", VerifyFindingKind.CorruptBlob)]
    [InlineData("longer", VerifyFindingKind.CorruptBlob)]
    [InlineData("directory", VerifyFindingKind.CorruptBlob)]
    [InlineData("removed", VerifyFindingKind.MissingBlob)]
    [InlineData("mode", VerifyFindingKind.WrongStatus)]
    [InlineData("time", VerifyFindingKind.WrongStatus)]
    public void A_damaged_file_is_found_and_named_with_who_needs_it(string damage, VerifyFindingKind kind)
    {
        Digest tree = Put(("a/b", "content"), ("c", "fine"));
        Store.SetRoot("project", [Cid.OfTree(tree)]);
        Damage(damage, "content");
        VerifyFinding finding = Assert.Single(Store.Verify().Findings);
        Digest digest = Blake3.Hash("content"u8);
        Assert.Equal((kind, Cid.OfBlob(digest), false), (finding.Kind, finding.Name, finding.Repaired));
        Assert.Equal($"blobs/{digest.ToString()[..2]}/{digest.ToString()[2..]}", finding.File);
        Assert.Equal(["project"], finding.Holders);
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("emptied")]
    [InlineData("removed")]
    [InlineData("mode")]
    public void A_repair_brings_the_bytes_again_and_the_view_shows_them(string damage)
    {
        Digest tree = Put(("a/b", "content"), ("c", "fine"));
        string view = Store.View(tree);
        Damage(damage, "content");
        List<Cid> asked = [];
        VerifyReport report = Store.Verify(new VerifyOptions
        {
            Repair = true,
            Refetch = cid =>
            {
                asked.Add(cid);
                return new MemoryStream("content"u8.ToArray());
            },
        });
        Assert.True(report.IsSound);
        Assert.Single(report.Findings);
        Assert.Equal(damage == "mode" ? [] : [Cid.OfBlob(Blake3.Hash("content"u8))], asked);
        Assert.Empty(Store.Verify().Findings);
        Assert.Equal("content", File.ReadAllText(Path.Combine(Store.View(tree), "a/b")));
        Assert.Equal(view, Store.View(tree));
        Assert.Equal(damage is "changed" or "emptied" ? 1 : 0, Directory.GetFiles(Path.Combine(StorePath, "quarantine")).Length);
    }

    [Fact]
    public void A_blob_that_is_there_with_the_other_permission_needs_no_fetching()
    {
        Digest tree = Put(("bin/x", "content"), ("y", "content"));
        Damage("changed", "content", executable: true);
        VerifyReport report = Store.Verify(new VerifyOptions { Repair = true });
        Assert.True(report.IsSound);
        Assert.Empty(Store.Verify().Findings);
        Assert.True(Store.Contains(Cid.OfTree(tree)));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("other bytes")]
    [InlineData("c0ntent")]
    [Trait("tier", "sample")]
    public void What_cannot_be_had_again_is_forgotten_with_every_tree_above_and_nothing_wrong_is_served(string offer)
    {
        Digest hit = Put(("a/b", "content"), ("d/e", "more"));
        Digest spared = Put(("d/e", "more"));
        string view = Store.View(hit);
        Damage("changed", "content");
        VerifyReport report = Store.Verify(new VerifyOptions
        {
            Repair = true,
            Refetch = _ => offer == "nothing" ? null : new MemoryStream(Bytes(offer)),
        });
        Assert.False(report.IsSound);
        Assert.Equal(2, report.TreesForgotten);
        Assert.False(Store.Contains(Cid.OfTree(hit)));
        Assert.True(Store.Contains(Cid.OfTree(spared)));
        Assert.False(Directory.Exists(view));
        Assert.Equal("store/missing-tree", Refused(() => Store.View(hit)).Code);
        Assert.Empty(Store.Verify().Findings);
        Assert.Equal(hit, Put(("a/b", "content"), ("d/e", "more")));
        Assert.Equal("content", File.ReadAllText(Path.Combine(Store.View(hit), "a/b")));
    }

    [Fact]
    public void A_damaged_tree_is_found_and_brought_again_or_forgotten()
    {
        Digest tree = Put(("dir/name", "content"));
        Digest inner = Store.ReadTree(tree).Entries.Single().Digest;
        byte[] encoding = Store.ReadTree(inner).Encode();
        DamageTrees();
        VerifyFinding finding = Assert.Single(Store.Verify().Findings);
        Assert.Equal((VerifyFindingKind.CorruptTree, Cid.OfTree(inner)), (finding.Kind, finding.Name));
        Assert.True(Store.Verify(new VerifyOptions { Repair = true, Refetch = _ => new MemoryStream(encoding) }).IsSound);
        Assert.Empty(Store.Verify().Findings);
        DamageTrees();
        Assert.Equal(2, Store.Verify(new VerifyOptions { Repair = true }).TreesForgotten);
        Assert.False(Store.Contains(Cid.OfTree(tree)));
        Assert.Empty(Store.Verify().Findings);
    }

    [Fact]
    public void A_tree_that_is_gone_from_under_another_is_found()
    {
        Digest tree = Put(("dir/name", "content"));
        Digest inner = Store.ReadTree(tree).Entries.Single().Digest;
        Store.Area.Index.RemoveTrees([inner]);
        VerifyFinding finding = Assert.Single(Store.Verify().Findings);
        Assert.Equal((VerifyFindingKind.MissingTree, Cid.OfTree(inner)), (finding.Kind, finding.Name));
    }

    private void DamageTrees()
    {
        Reopen();
        using (Index.Database database = Index.Database.Open(Path.Combine(StorePath, "index.sqlite"), readOnly: false, 1000))
        {
            database.Execute("UPDATE trees SET body = CAST(replace(CAST(body AS TEXT), 'name', 'nome') AS BLOB)");
        }
    }

    private void Damage(string damage, string content, bool executable = false)
    {
        string name = Blake3.Hash(Bytes(content)).ToString();
        string file = Path.Combine(StorePath, "blobs", name[..2], name[2..] + (executable ? "x" : ""));
        File.SetUnixFileMode(file, (UnixFileMode)0x1A4);
        DateTime time = File.GetLastWriteTimeUtc(file);
        switch (damage)
        {
            case "changed":
                File.WriteAllText(file, "C" + content[1..]);
                break;
            case "emptied":
                File.WriteAllText(file, "");
                break;
            case "longer":
                File.AppendAllText(file, "!");
                break;
            case "directory":
                File.Delete(file);
                Directory.CreateDirectory(file);
                return;
            case "removed":
                File.Delete(file);
                return;
        }

        if (damage != "mode")
        {
            File.SetUnixFileMode(file, (UnixFileMode)0x124);
        }

        if (damage != "time")
        {
            File.SetLastWriteTimeUtc(file, time);
        }
        else
        {
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }
    }
}
