using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Join;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Environments.Tests.Join;

public sealed class RootJoinTests
{
    private readonly Dictionary<Digest, Tree> trees = [];

    [Fact]
    public void Directories_are_united_and_every_path_of_every_layer_is_there()
    {
        JoinedRoot joined = Join(Layer("a", "usr/bin/one=1", "usr/lib/x=2"), Layer("b", "usr/bin/two=3", "etc/conf=4"));
        Assert.Equal(["etc/conf=4", "usr/bin/one=1", "usr/bin/two=3", "usr/lib/x=2"], Paths(joined));
    }

    [Fact]
    public void The_same_bytes_under_one_path_join_silently()
    {
        JoinedRoot joined = Join(Layer("a", "usr/share/common=1"), Layer("b", "usr/share/common=1", "usr/share/own=2"));
        Assert.Equal(["usr/share/common=1", "usr/share/own=2"], Paths(joined));
    }

    [Fact]
    public void Different_bytes_under_one_path_are_an_error_that_names_both_owners()
    {
        NukaException refused = Assert.Throws<NukaException>(() => Join(Layer("deb:a", "usr/x=1"), Layer("deb:b", "usr/x=2")));
        Assert.Equal("environments/two-owners", refused.Problem.Code);
        Assert.Contains("/usr/x", refused.Problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("deb:a brings", refused.Problem.Reasons[0], StringComparison.Ordinal);
        Assert.StartsWith("deb:b brings", refused.Problem.Reasons[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_and_a_directory_under_one_path_are_an_error() =>
        Assert.Throws<NukaException>(() => Join(Layer("a", "usr/x=1"), Layer("b", "usr/x/y=1")));

    [Fact]
    public void A_layer_takes_over_what_it_replaces_and_nothing_else()
    {
        JoinLayer upper = Layer("new", "usr/x=2") with { Replaces = ["old"] };
        Assert.Equal(["usr/x=2"], Paths(Join(Layer("old", "usr/x=1"), upper)));
        Assert.Throws<NukaException>(() => Join(Layer("other", "usr/x=1"), upper));
    }

    [Fact]
    public void The_finish_layer_covers_every_owner()
    {
        JoinLayer finish = Layer("finish", "etc/passwd=9") with { CoversAll = true };
        Assert.Equal(["etc/passwd=9", "usr/x=1"], Paths(Join(Layer("a", "etc/passwd=1", "usr/x=1"), finish)));
    }

    [Fact]
    public void The_root_does_not_depend_on_the_order_of_layers_without_conflicts()
    {
        Gen<string[]> layers = Gen.Shuffle(Enumerable.Range(0, 12).Select(n => $"d{n % 3}/e{n % 2}/f{n}={n % 10}").ToArray());
        Prop.ForAll(layers.ToArbitrary(), order =>
            Join([.. order.Select((path, index) => Layer($"o{index}", path, "common/file=7"))]).Root.Digest
            == Join([.. order.Order(StringComparer.Ordinal).Select((path, index) => Layer($"p{index}", path, "common/file=7"))]).Root.Digest)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_new_trees_with_those_of_the_layers_hold_the_whole_root()
    {
        JoinLayer[] layers = [Layer("a", "usr/a/x=1", "etc/k=2"), Layer("b", "usr/b/y=3", "usr/a/z=4")];
        JoinedRoot joined = Join(layers);
        Assert.Equal(joined.Root.Digest, joined.NewTrees[^1].Digest);
        Assert.Equal(4, Paths(joined).Count);
    }

    private JoinedRoot Join(params JoinLayer[] layers)
    {
        JoinedRoot joined = RootJoin.Join(layers, digest => trees[digest]);
        foreach (Tree tree in joined.NewTrees)
        {
            trees[tree.Digest] = tree;
        }

        return joined;
    }

    private JoinLayer Layer(string owner, params string[] files) =>
        new(owner, Make([.. files.Select(file => file.Split('=')).Select(parts => (parts[0].Split('/'), parts[1]))]).Digest);

    private Tree Make(List<(string[] Path, string Content)> files)
    {
        IEnumerable<TreeEntry> entries = files.GroupBy(file => file.Path[0]).Select(group =>
        {
            FileName name = FileName.FromText(group.Key);
            if (group.First().Path.Length == 1)
            {
                byte[] content = Encoding.UTF8.GetBytes(group.First().Content);
                return TreeEntry.File(name, Blake3.Hash(content), (ulong)content.Length, executable: false);
            }

            Tree inner = Make([.. group.Select(file => (file.Path[1..], file.Content))]);
            return TreeEntry.Directory(name, inner.Digest, inner.Size);
        });
        Tree tree = Tree.Create(entries);
        trees[tree.Digest] = tree;
        return tree;
    }

    private List<string> Paths(JoinedRoot joined)
    {
        List<string> found = [];
        Collect(joined.Root, string.Empty, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private void Collect(Tree tree, string prefix, List<string> found)
    {
        foreach (TreeEntry entry in tree.Entries)
        {
            if (entry.Kind == TreeEntryKind.Directory)
            {
                Collect(trees[entry.Digest], $"{prefix}{entry.Name}/", found);
                continue;
            }

            string content = Enumerable.Range(0, 10).Select(n => $"{n}").First(n => Blake3.Hash(Encoding.UTF8.GetBytes(n)) == entry.Digest);
            found.Add($"{prefix}{entry.Name}={content}");
        }
    }
}
