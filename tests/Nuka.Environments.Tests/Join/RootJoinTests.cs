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
        Tree joined = Join(Layer("a", "usr/bin/one=1", "usr/lib/x=2"), Layer("b", "usr/bin/two=3", "etc/conf=4"));
        AssertHolds(joined, "etc/conf=4", "usr/bin/one=1", "usr/bin/two=3", "usr/lib/x=2");
    }

    [Fact]
    public void The_same_bytes_under_one_path_join_silently()
    {
        Tree joined = Join(Layer("a", "usr/share/common=1"), Layer("b", "usr/share/common=1", "usr/share/own=2"));
        AssertHolds(joined, "usr/share/common=1", "usr/share/own=2");
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
        AssertHolds(Join(Layer("old", "usr/x=1"), upper), "usr/x=2");
        Assert.Throws<NukaException>(() => Join(Layer("other", "usr/x=1"), upper));
    }

    [Fact]
    public void The_finish_layer_covers_every_owner()
    {
        JoinLayer finish = Layer("finish", "etc/passwd=9") with { CoversAll = true };
        AssertHolds(Join(Layer("a", "etc/passwd=1", "usr/x=1"), finish), "etc/passwd=9", "usr/x=1");
    }

    [Fact]
    public void The_root_does_not_depend_on_the_order_of_layers_without_conflicts()
    {
        Gen<string[]> layers = Gen.Shuffle(Enumerable.Range(0, 12).Select(n => $"d{n % 3}/e{n % 2}/f{n}={n % 10}").ToArray());
        Prop.ForAll(layers.ToArbitrary(), order =>
            Join([.. order.Select((path, index) => Layer($"o{index}", path, "common/file=7"))]).Digest
            == Join([.. order.Order(StringComparer.Ordinal).Select((path, index) => Layer($"p{index}", path, "common/file=7"))]).Digest)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_file_in_between_hides_the_directories_below_it()
    {
        JoinLayer middle = Layer("middle", "usr/x=1") with { CoversAll = true };
        JoinLayer top = Layer("top", "usr/x/b=2") with { CoversAll = true };
        AssertHolds(Join(Layer("low", "usr/x/a=3"), middle, top), "usr/x/b=2");
    }

    private void AssertHolds(Tree joined, params string[] files) => Assert.Equal(Layer("expected", files).Tree, joined.Digest);

    private Tree Join(params JoinLayer[] layers) => RootJoin.Join(layers, digest => trees[digest]);

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
}
