using System.Globalization;
using System.Text.RegularExpressions;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Content.Tests.Trees;

/// <summary>Every example of specs/tree.md, executed.</summary>
public sealed partial class TreeSpecificationTests
{
    [Fact]
    public void Every_tree_of_the_specification_has_the_encoding_and_the_name_that_stand_there()
    {
        List<Tree> trees = [];
        foreach ((int line, string[] lines) in TreeSpecification.Blocks("tree"))
        {
            int first = Array.IndexOf(lines, "=");
            int second = Array.IndexOf(lines, "=", first + 1);
            Tree tree = Tree.Create(lines[..first].Select(text => Entry(text, trees)));
            trees.Add(tree);
            string encoding = string.Concat(lines[(first + 1)..second]);
            string hexadecimal = Convert.ToHexStringLower(tree.Encode());
            Assert.True(hexadecimal == encoding, $"specs/tree.md:{line}: the encoding is {hexadecimal}");
            Assert.True(tree.Cid.ToString() == lines[^1], $"specs/tree.md:{line}: the name is {tree.Cid}");
            Assert.Equal(tree.Cid, Tree.Decode(Convert.FromHexString(encoding)).Cid);
        }

        Assert.Equal(4, trees.Count);
    }

    [Fact]
    public void Every_encoding_that_the_specification_refuses_is_refused_for_the_reason_that_stands_there()
    {
        int count = 0;
        foreach ((int line, string[] lines) in TreeSpecification.Blocks("tree-refused"))
        {
            foreach (string text in lines[1..])
            {
                count++;
                byte[] encoding = TreeSpecification.Hexadecimal(text);
                NukaException? error = Record.Exception(() => Tree.Decode(encoding)) as NukaException;
                Assert.True(error?.Problem.Code == "content/bad-tree", $"specs/tree.md:{line}: not refused: {text}");
                string reason = error.Problem.Reasons[0];
                Assert.True(reason.Contains(lines[0], StringComparison.Ordinal), $"specs/tree.md:{line}: {text}: refused since {reason}");
            }
        }

        Assert.InRange(count, 45, int.MaxValue);
    }

    [Fact]
    public void Every_name_of_the_specification_is_printed_as_it_stands_there()
    {
        (int _, string[] lines) = Assert.Single(TreeSpecification.Blocks("cid"));
        Cid last = default;
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            if (words[0] == "=")
            {
                Assert.Equal(words[1], last.ToString());
                Assert.Equal(last, Cid.Parse(words[1]));
                continue;
            }

            Assert.True(Digest.TryParse(words[1], out Digest digest));
            last = new Cid(words[0] == "tree" ? ContentKind.Tree : ContentKind.Blob, digest);
        }
    }

    private static TreeEntry Entry(string line, List<Tree> before)
    {
        GroupCollection parts = EntryPattern().Match(line).Groups;
        FileName name = FileName.FromBytes(TreeSpecification.Bytes(parts["name"].Value));
        string rest = parts["rest"].Value;
        if (parts["kind"].Value == "directory")
        {
            Tree child = before[int.Parse(rest[1..], CultureInfo.InvariantCulture) - 1];
            return TreeEntry.Directory(name, child.Digest, child.Size);
        }

        byte[] content = TreeSpecification.Bytes(rest);
        return parts["kind"].Value == "link"
            ? TreeEntry.Symlink(name, content)
            : TreeEntry.File(name, Blake3.Hash(content), (ulong)content.Length, parts["kind"].Value == "executable");
    }

    [GeneratedRegex("""^(?<kind>\w+) (?<name>"[^"]*") (?<rest>.*)$""")]
    private static partial Regex EntryPattern();
}
