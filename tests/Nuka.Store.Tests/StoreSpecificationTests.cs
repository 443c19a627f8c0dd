using System.Globalization;
using System.Text.RegularExpressions;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Store.Tests;

/// <summary>The examples of specs/store.md, executed.</summary>
public sealed partial class StoreSpecificationTests : StoreFixture
{
    [Fact]
    public void The_files_of_the_example_and_its_lease_are_what_the_document_says()
    {
        using TreeWriter writer = Store.BeginTree();
        foreach (string line in Block("store"))
        {
            string[] words = line.Split(' ', 3);
            writer.AddFile(Bytes(words[0]), executable: words[1] == "x", Bytes(words[2]));
        }

        Digest tree = writer.Commit();
        string[] files = Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories);
        Assert.Equal<IEnumerable<string>>(Block("blobs"), files.Select(file => file[(StorePath.Length + 1)..]).Order(StringComparer.Ordinal));
        using StoreLease lease = Store.TakeLease([Cid.OfTree(tree)]);
        Assert.Equal<IEnumerable<string>>(Block("lease"), [File.ReadAllText(lease.Path).TrimEnd('\n'), Path.GetFileName(lease.Path)]);
    }

    [Fact]
    public void The_directory_holds_what_the_table_says_and_nothing_else()
    {
        Store.View(Put(("a", "b")));
        HashSet<string> said = Rows().Matches(Checkout.Read("specs/store.md")).Select(match => match.Groups[1].Value.Split('/')[0]).ToHashSet();
        said.UnionWith(["index.sqlite-wal", "index.sqlite-shm", "confirmed.lock"]);
        Assert.Equal(said.Order(), Directory.GetFileSystemEntries(StorePath).Select(path => Path.GetFileName(path)!).Order());
        Assert.Equal("nuka store 1\n", File.ReadAllText(Path.Combine(StorePath, "format")));
    }

    [Fact]
    public void The_tables_of_the_index_are_those_of_the_document()
    {
        Put(("a", "b"));
        Reopen();
        using Index.Database database = Index.Database.Open(Path.Combine(StorePath, "index.sqlite"), readOnly: true, 1000);
        foreach (string line in Block("sql"))
        {
            string table = line[..line.IndexOf('(', StringComparison.Ordinal)];
            string columns = line[(table.Length + 1)..line.IndexOf(')', StringComparison.Ordinal)];
            using Index.Statement statement = database.Prepare($"SELECT group_concat(name || ' ' || type, ', ') FROM pragma_table_info('{table}')");
            Assert.True(statement.Step());
            Assert.Equal(columns.Replace(" PRIMARY KEY", "", StringComparison.Ordinal), statement.Text(0));
        }

        using Index.Statement id = database.Prepare("PRAGMA application_id");
        Assert.True(id.Step());
        Assert.Contains($"`0x{id.Integer(0).ToString("X8", CultureInfo.InvariantCulture)}`", Checkout.Read("specs/store.md"), StringComparison.Ordinal);
    }

    private static string[] Block(string kind)
    {
        string document = Checkout.Read("specs/store.md");
        int start = document.IndexOf($"```{kind}\n", StringComparison.Ordinal) + kind.Length + 4;
        return document[start..document.IndexOf("\n```", start, StringComparison.Ordinal)].Split('\n');
    }

    [GeneratedRegex("^\\| `([^`]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
