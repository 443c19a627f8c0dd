using System.Collections.Concurrent;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Store.Tests;

/// <summary>What nuka itself does to its files costs no reading; what anybody else does is found.</summary>
public sealed class ConfirmedFilesTests : StoreFixture
{
    private readonly ConcurrentQueue<string> read = [];

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [Trait("tier", "sample")]
    public void After_any_sequence_of_views_made_and_removed_showing_one_reads_nothing(int seed, bool isInTwoPlaces)
    {
        Random random = new(seed);
        Digest[] trees = [.. Enumerable.Range(0, 6).Select(PutOne)];
        HashSet<Digest> kept = [];
        Reopen();
        for (int step = 0; step < 40; step++)
        {
            using ContentStore store = Counting(ownViews: isInTwoPlaces ? random.Next(3) == 0 : seed == 4);
            if (!isInTwoPlaces && random.Next(4) == 0)
            {
                // A collection only looks at the views of one place.
                kept = [.. trees.Where(_ => random.Next(2) == 0)];
                store.SetRoot("kept", [.. kept.Select(Cid.OfTree)]);
                store.Collect();
                foreach (int lost in Enumerable.Range(0, trees.Length).Where(index => !kept.Contains(trees[index])))
                {
                    Assert.Equal(trees[lost], PutOne(store, lost));
                }
            }
            else if (random.Next(3) == 0)
            {
                store.ViewAll(trees, static () => { }, TestContext.Current.CancellationToken);
            }
            else
            {
                store.View(trees[random.Next(trees.Length)]);
            }

            Assert.Empty(read);
        }
    }

    [Fact]
    public async Task Two_processes_that_make_views_of_the_same_files_at_once_read_nothing()
    {
        Digest[] trees = [.. Enumerable.Range(0, 24).Select(PutOne)];
        Reopen();
        using ContentStore one = Counting();
        using ContentStore two = Counting(ownViews: true);
        Task[] tasks =
        [
            Task.Run(() => Array.ForEach(trees, tree => one.View(tree))),
            Task.Run(() => two.ViewAll(trees, static () => { }, TestContext.Current.CancellationToken)),
            Task.Run(() => Array.ForEach(trees, tree => two.View(tree))),
        ];
        await Task.WhenAll(tasks);
        one.ViewAll(trees, static () => { }, TestContext.Current.CancellationToken);
        two.ViewAll(trees, static () => { }, TestContext.Current.CancellationToken);
        Assert.Empty(read);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("rm confirmed")]
    [InlineData("chmod u+w confirmed && printf xxxx | dd of=confirmed bs=1 seek=90 conv=notrunc 2>/dev/null")]
    [InlineData("rm confirmed && mkdir confirmed")]
    [InlineData("rm confirmed && ln -s /etc/passwd confirmed")]
    [Trait("tier", "sample")]
    public void Bytes_that_changed_under_their_old_time_are_found_by_every_view_old_or_new(string besides)
    {
        Digest[] trees = [PutOne(0), PutOne(1), PutOne(2)];
        string shared = Path.Combine(Store.View(trees[0]), "shared/0");
        Store.View(trees[1]);
        Reopen();
        Tool.Demand("sh", "-c", $"cd '{StorePath}' && {besides} && touch -r '{shared}' when && chmod u+w '{shared}' && printf X | dd of='{shared}' conv=notrunc 2>/dev/null"
            + $" && chmod u-w '{shared}' && touch -r when '{shared}' && rm when");
        foreach (Digest tree in (Digest[])[trees[2], trees[0], trees[1], trees[2]])
        {
            using ContentStore store = Counting();
            Assert.Equal("store/corrupt-blob", Refused(() => store.View(tree)).Code);
        }
    }

    [Fact]
    public void A_file_that_somebody_else_gave_a_name_is_read_once_for_all_views()
    {
        Digest[] trees = [PutOne(0), PutOne(1), PutOne(2)];
        string shared = Path.Combine(Store.View(trees[0]), "shared/0");
        Store.View(trees[1]);
        Reopen();
        Tool.Demand("ln", shared, Place["alias"]);
        foreach (Digest tree in (Digest[])[trees[2], trees[0], trees[1], trees[2], trees[0]])
        {
            using ContentStore store = Counting();
            store.View(tree);
        }

        Assert.Equal("tree/shared/0", Assert.Single(read));
    }

    [Theory]
    [InlineData("rm confirmed")]
    [InlineData("for seal in views/*/seal; do chmod u+w $seal && printf 1 | dd of=$seal bs=1 seek=10 conv=notrunc 2>/dev/null; done")]
    public void Without_the_table_or_with_seals_of_another_version_no_view_is_refused(string loss)
    {
        Digest[] trees = [PutOne(0), PutOne(1)];
        Array.ForEach(trees, tree => Store.View(tree));
        Reopen();
        Tool.Demand("sh", "-c", $"cd '{StorePath}' && {loss}");
        for (int round = 0; round < 3; round++)
        {
            read.Clear();
            using ContentStore store = Counting();
            Array.ForEach(trees, tree => store.View(tree));
            store.View(PutOne(store, round + 2));
        }

        Assert.Empty(read);
    }

    private Digest PutOne(int number) => PutOne(Store, number);

    private static Digest PutOne(ContentStore store, int number) =>
        Put(store, ("shared/0", "shared"), ("shared/1", "also"), ("bin/program", "shared"), ($"own/{number}", $"{number}"), ("own/same", $"{number % 2}"));

    private ContentStore Counting(bool ownViews = false) => ContentStore.Open(new StoreOptions
    {
        Directory = StorePath,
        TimeProvider = TimeProvider.System,
        ViewsDirectory = ownViews ? Place["state/views-v1"] : null,
        BeforeRead = read.Enqueue,
    });
}
