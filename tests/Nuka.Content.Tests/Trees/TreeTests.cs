using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Content.Tests.Trees;

public sealed class TreeTests
{
    private static readonly Digest Some = Blake3.Hash("some"u8);

    [Fact]
    public void The_empty_tree_is_encoded_as_nothing()
    {
        Assert.Empty(Tree.Empty.Encode());
        Assert.Equal(0ul, Tree.Empty.Size);
        Assert.Equal(Tree.Empty.Digest, Tree.Decode([]).Digest);
    }

    [Fact]
    public void Directories_files_and_links_are_written_in_this_order_and_sorted_by_name_in_memory()
    {
        Tree tree = Tree.Create(
        [
            TreeEntry.Symlink(FileName.FromText("a"), "b"u8.ToArray()),
            TreeEntry.Directory(FileName.FromText("c"), Some, 7),
            TreeEntry.File(FileName.FromText("b"), Some, 4, executable: true),
        ]);
        Assert.Equal(["a", "b", "c"], tree.Entries.Select(e => e.Name.ToString()));
        Assert.Equal(10ul, tree.Size);
        string digest = Some.ToString();
        string expected = "0a27" + "0a0163" + "1220" + digest + "1807"
            + "1229" + "0a0162" + "1220" + digest + "1804" + "2001"
            + "1a06" + "0a0161" + "120162";
        Assert.Equal(expected, Convert.ToHexStringLower(tree.Encode()));
        Assert.Equal(Blake3.Hash(tree.Encode()), tree.Digest);
        Assert.Equal(tree.Entries.Length, Tree.Decode(tree.Encode()).Entries.Length);
    }

    [Fact]
    public void A_name_is_found_or_not()
    {
        Tree tree = Tree.Create(Enumerable.Range(0, 100).Select(i => TreeEntry.File(FileName.FromText($"f{i}"), Some, 1, false)));
        Assert.All(tree.Entries, entry => Assert.Equal(entry.Name, tree.Find(entry.Name)?.Name));
        Assert.Null(tree.Find(FileName.FromText("f")));
        Assert.Null(tree.Find(FileName.FromText("f999")));
    }

    [Fact]
    public void One_name_for_a_file_and_a_directory_is_refused()
    {
        FileName name = FileName.FromText("x");
        NukaException error = Assert.Throws<NukaException>(() =>
            Tree.Create([TreeEntry.File(name, Some, 1, false), TreeEntry.Directory(name, Some, 0)]));
        Assert.Equal("content/bad-tree", error.Problem.Code);
    }
}
