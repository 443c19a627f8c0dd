using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store.Index;

namespace Nuka.Store.Tests;

/// <summary>Realisations: what is kept of them, and what they keep.</summary>
public sealed class RealisationTests : StoreFixture
{
    private static readonly Digest Key = Blake3.Hash("key"u8);

    [Fact]
    public void Several_trees_and_several_signers_are_kept_under_one_build_key()
    {
        Digest first = Put(("a", "1"));
        Digest second = Put(("a", "2"));
        StoredRealisation[] all =
        [
            Realised(Key, first, [second], 1), Realised(Key, first, [], 2), Realised(Key, second, [], 2), Realised(Key, second, [], 2, "doc"), Realised(first, first),
        ];
        Store.PutRealisations(all);
        Reopen();
        Assert.Equal(
            all[..3].OrderBy(one => one.Tree).ThenBy(one => one.Signer[0]).Select(Text), Store.Realisations(Key, "out").Select(Text));
        Assert.Equal([Text(all[3])], Store.Realisations(Key, "doc").Select(Text));
        Assert.Equal(3, Store.RealisationsOf(first).Length);
        Assert.Equal(new[] { first, second }.Order(), Store.RealisedTrees());
        Assert.Empty(Store.Realisations(Key, "dev"));
    }

    [Fact]
    public void A_signer_has_one_word_for_a_tree_the_last_one()
    {
        Digest tree = Put(("a", "1"));
        Digest other = Put(("a", "2"));
        Store.PutRealisations([Realised(Key, tree, [other])]);
        Store.PutRealisations([Realised(Key, tree)]);
        Assert.Equal([Text(Realised(Key, tree))], Store.Realisations(Key, "out").Select(Text));
    }

    [Fact]
    public void None_is_recorded_if_the_tree_of_one_is_missing()
    {
        Digest tree = Put(("a", "1"));
        Assert.Equal("store/missing-tree", Refused(() => Store.PutRealisations([Realised(Key, tree), Realised(Key, Key)])).Code);
        Assert.Empty(Store.Realisations(Key, "out"));
    }

    [Fact]
    public void A_realisation_keeps_nothing_and_goes_with_its_tree_and_so_does_its_build_key()
    {
        Digest tree = Put(("a", "1"));
        Store.PutRealisations([Realised(Key, tree), Realised(Key, Tree.Empty.Digest, output: "doc")]);
        Store.PutBuildKey(tree, Key);
        Store.PutBuildKey(tree, tree);
        Store.Collect();
        Assert.Empty(Store.Realisations(Key, "out"));
        Assert.Single(Store.Realisations(Key, "doc"));
        Assert.Equal([Key], Store.BuildKeys(tree));
    }

    [Fact]
    public void What_is_kept_is_kept_with_what_it_needs_to_run_and_so_on_in_circles_too()
    {
        Digest[] trees = [.. Enumerable.Range(0, 6).Select(number => Put(("a", $"{number}")))];
        Store.PutRealisations([
            Realised(Key, trees[0], [trees[1]], 1), Realised(Key, trees[0], [trees[2], Key], 2), Realised(Key, trees[2], [trees[3]]), Realised(Key, trees[3], [trees[0]]),
            Realised(Key, trees[4], [trees[5]]),
        ]);
        Store.SetRoot("profile", [Cid.OfTree(trees[0])]);
        CollectReport foreseen = Store.Collect(new CollectOptions { DryRun = true });
        CollectReport done = Store.Collect();
        Assert.Equal(foreseen, done);
        Assert.Equal([true, true, true, true, false, false], trees.Select(tree => Store.Contains(Cid.OfTree(tree))));
        KeepReason reason = Assert.Single(Store.WhyAlive(Cid.OfTree(trees[3])));
        Assert.Equal(new KeepReason("profile", Cid.OfTree(trees[3]), "") { NeededBy = Cid.OfTree(trees[2]) }, reason);
        Assert.Equal("a", Assert.Single(Store.WhyAlive(Cid.OfBlob(Blake3.Hash("3"u8)))).Path);
    }

    [Fact]
    public void A_tree_that_is_part_of_another_keeps_only_itself()
    {
        Digest needed = Put(("a", "1"));
        using TreeWriter writer = Store.BeginTree();
        writer.AddFile(Bytes("part/file"), executable: false, "x"u8);
        Digest whole = writer.Commit();
        Digest part = Store.ReadTree(whole).Entries[0].Digest;
        Store.PutRealisations([Realised(Key, part, [needed])]);
        Store.SetRoot("whole", [Cid.OfTree(whole)]);
        Store.Collect();
        Assert.True(Store.Contains(Cid.OfTree(part)));
        Assert.False(Store.Contains(Cid.OfTree(needed)));
    }

    [Fact]
    public void An_index_of_version_1_is_raised_by_a_writer_and_read_as_it_is_by_a_reader()
    {
        Digest tree = Put(("a", "1"));
        Store.SetRoot("kept", [Cid.OfTree(tree)]);
        Reopen();
        using (Database database = Database.Open(Path.Combine(StorePath, "index.sqlite"), readOnly: false, 1000))
        {
            foreach (string text in (string[])["DROP TABLE build_keys", "DROP TABLE realisations",
                "CREATE TABLE build_keys(pid BLOB NOT NULL, output TEXT NOT NULL, build_key BLOB NOT NULL, PRIMARY KEY(pid, output, build_key)) WITHOUT ROWID",
                "CREATE TABLE realisations(build_key BLOB NOT NULL, output TEXT NOT NULL, tree BLOB NOT NULL, PRIMARY KEY(build_key, output)) WITHOUT ROWID",
                "PRAGMA user_version = 1"])
            {
                database.Execute(text);
            }
        }

        using (ContentStore reader = OpenReader())
        {
            Assert.Empty(reader.Realisations(Key, "out"));
            Assert.Empty(reader.RealisationsOf(tree));
            Assert.Empty(reader.BuildKeys(Key));
            Assert.Single(reader.WhyAlive(Cid.OfTree(tree)));
        }

        Store.PutRealisations([Realised(Key, tree)]);
        Assert.Single(Store.Realisations(Key, "out"));
        Assert.Equal([Cid.OfTree(tree)], Assert.Single(Store.Roots()).Keeps);
    }

    private static string Text(StoredRealisation one) =>
        $"{one.BuildKey} {one.Output} {one.Tree} {string.Join(',', one.Runs)} {Convert.ToHexString(one.Signer.AsSpan())} {Convert.ToHexString(one.Signature.AsSpan())}";
}
