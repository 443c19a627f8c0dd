using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;

namespace Nuka.Store.Tests;

public sealed class TreeWriterTests : StoreFixture
{
    [Fact]
    public void What_was_written_is_read_back_entry_by_entry()
    {
        using TreeWriter writer = Store.BeginTree();
        byte[] oddName = [.. "usr/bin/a"u8, 0xFF];
        byte[] large = new byte[StoreLimits.BufferedFileBytes + 12345];
        new Random(7).NextBytes(large);
        writer.AddFile(oddName, executable: true, "#!/bin/sh\n"u8);
        writer.AddFile("large"u8, executable: false, new MemoryStream(large), large.Length);
        writer.AddSymlink("usr/lib/x.so"u8, "x.so.1"u8);
        writer.AddHardLink("usr/same"u8, oddName);
        writer.AddDirectory("empty"u8);
        Digest digest = writer.Commit();

        Reopen();
        Tree top = Store.ReadTree(digest);
        Assert.Equal(["empty", "large", "usr"], top.Entries.Select(entry => entry.Name.ToString()));
        Assert.Equal(8ul, top.Size);
        Assert.Equal(large, Store.ReadBlob(top.Entries[1].Digest, large.Length));
        Assert.Empty(Store.ReadTree(top.Entries[0].Digest).Entries);
        Tree usr = Store.ReadTree(top.Entries[2].Digest);
        TreeEntry odd = Store.ReadTree(usr.Entries[0].Digest).Entries.Single();
        Assert.Equal(oddName[8..], odd.Name.Bytes.ToArray());
        Assert.True(odd.IsExecutable);
        Assert.Equal(odd.Digest, usr.Find(FileName.FromText("same"))!.Value.Digest);
        Assert.Equal("x.so.1"u8.ToArray(), Store.ReadTree(usr.Entries[1].Digest).Entries.Single().Target.ToArray());
    }

    [Theory]
    [InlineData("usr", true)]
    [InlineData("usr/lib", true)]
    [InlineData("usr/other", false)]
    [InlineData("other/lib", false)]
    [InlineData("usr/file", false)]
    [InlineData("usr/file/below", false)]
    [InlineData("link", false)]
    [InlineData("link/lib", false)]
    [Trait("tier", "sample")]
    public void A_directory_is_found_by_its_path_and_no_link_is_followed(string path, bool isThere)
    {
        using TreeWriter writer = Store.BeginTree();
        writer.AddFile("usr/file"u8, executable: false, "1"u8);
        writer.AddFile("usr/lib/inner"u8, executable: false, "2"u8);
        writer.AddSymlink("link"u8, "usr"u8);
        Tree? found = Store.FindTree(writer.Commit(), path);
        Assert.Equal(isThere, found is not null);
        Assert.True(found is null || found.Find(FileName.FromText("inner")) is not null == (path == "usr/lib"));
    }

    [Fact]
    public void The_digest_does_not_depend_on_the_order_of_adding()
    {
        (string, string)[] files = [("b/x", "1"), ("a", "2"), ("b/bin/y", "3"), ("c/d/e/f", "4")];
        Assert.Equal(Put(files), Put(files.Reverse().ToArray()));
    }

    [Fact]
    public void One_content_is_one_file_for_each_executable_bit()
    {
        using TreeWriter writer = Store.BeginTree();
        foreach (string path in (string[])["a", "b", "c/d"])
        {
            writer.AddFile(Bytes(path), executable: false, "same"u8);
            writer.AddFile(Bytes(path + "x"), executable: true, "same"u8);
        }

        writer.Commit();
        string name = Blake3.Hash("same"u8).ToString();
        string[] files = Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories).Order().ToArray();
        Assert.Equal([$"{name[..2]}/{name[2..]}", $"{name[..2]}/{name[2..]}x"], files.Select(file => file[(StorePath.Length + 7)..]));
        Assert.Equal((UnixFileMode)0x124, File.GetUnixFileMode(files[0]));
        Assert.Equal((UnixFileMode)0x16D, File.GetUnixFileMode(files[1]));
        Assert.All(files, file => Assert.Equal(new DateTime(1980, 1, 2, 0, 0, 0, DateTimeKind.Utc), File.GetLastWriteTimeUtc(file)));
    }

    [Fact]
    public void Nothing_is_in_the_store_before_the_commit_and_nothing_stays_without_it()
    {
        using (TreeWriter writer = Store.BeginTree())
        {
            writer.AddFile("f"u8, executable: false, "never committed"u8);
            Assert.False(Store.Contains(Cid.OfBlob(Blake3.Hash("never committed"u8))));
        }

        Store.Dispose();
        Assert.Empty(Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(StorePath, "tmp")));
    }

    [Theory]
    [InlineData("", "store/bad-path")]
    [InlineData("/etc/passwd", "store/bad-path")]
    [InlineData("a//b", "store/bad-path")]
    [InlineData("a/", "store/bad-path")]
    [InlineData("./a", "store/bad-path")]
    [InlineData("a/../b", "store/bad-path")]
    [InlineData("..", "store/bad-path")]
    [InlineData("nul\0", "store/bad-path")]
    [InlineData("file/below", "store/path-through-link")]
    [InlineData("link/below", "store/path-through-link")]
    [InlineData("link/deep/below", "store/path-through-link")]
    [InlineData("tree/below", "store/path-through-link")]
    [InlineData("file", "store/duplicate-entry")]
    [InlineData("link", "store/duplicate-entry")]
    [InlineData("dir", "store/duplicate-entry")]
    [Trait("tier", "sample")]
    public void A_path_that_must_not_be_written_is_refused(string path, string code)
    {
        Digest inner = Put(("x", "y"));
        using TreeWriter writer = Store.BeginTree();
        writer.AddFile("file"u8, executable: false, "1"u8);
        writer.AddFile("dir/x"u8, executable: false, "1"u8);
        writer.AddSymlink("link"u8, "dir"u8);
        writer.AddTree("tree"u8, inner);
        Digest unchanged = Commit(inner);

        byte[] bytes = Encoding.UTF8.GetBytes(path);
        Assert.Equal(code, Refused(() => writer.AddFile(bytes, executable: false, "2"u8)).Code);
        Assert.Equal(code, Refused(() => writer.AddFile(bytes, executable: false, new MemoryStream([1]), 1)).Code);
        Assert.Equal(code, Refused(() => writer.AddSymlink(bytes, "t"u8)).Code);
        Assert.Equal(code, Refused(() => writer.AddHardLink(bytes, "file"u8)).Code);
        Assert.Equal(unchanged, writer.Commit());
    }

    [Fact]
    public void Paths_that_are_too_long_or_too_deep_are_refused()
    {
        using TreeWriter writer = Store.BeginTree();
        Assert.Equal("store/bad-path", Refused(() => writer.AddDirectory(Bytes(new string('a', 256)))).Code);
        Assert.Equal("store/bad-path", Refused(() => writer.AddDirectory(Bytes(string.Join('/', Enumerable.Repeat("a", 2100))))).Code);
        Assert.Equal("store/bad-path", Refused(() => writer.AddDirectory(Bytes(string.Join('/', Enumerable.Repeat("abc", 1100))))).Code);
        writer.AddDirectory(Bytes(string.Join('/', Enumerable.Repeat("a", 1000))));
        Digest deep = writer.Commit();
        Assert.Equal(999ul, Store.ReadTree(Store.ReadTree(deep).Entries.Single().Digest).Size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void A_link_that_says_nothing_or_too_much_is_refused(int length)
    {
        using TreeWriter writer = Store.BeginTree();
        Assert.Equal("store/bad-link", Refused(() => writer.AddSymlink("l"u8, new byte[length])).Code);
        Assert.Equal("store/bad-link", Refused(() => writer.AddSymlink("l"u8, "a\0b"u8)).Code);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    [InlineData(2_000_000, 1_999_999)]
    [InlineData(2_000_000, 2_000_001)]
    public void A_stream_of_another_length_than_was_said_is_refused(int length, int said)
    {
        using TreeWriter writer = Store.BeginTree();
        Assert.Equal("store/wrong-size", Refused(() => writer.AddFile("f"u8, executable: false, new MemoryStream(new byte[length]), said)).Code);
        Assert.Equal(Tree.Empty.Digest, writer.Commit());
    }

    [Fact]
    public void A_file_by_its_digest_must_be_there_with_that_length_and_is_made_executable_as_needed()
    {
        Put(("f", "content"));
        Digest digest = Blake3.Hash("content"u8);
        using TreeWriter writer = Store.BeginTree();
        Assert.Equal("store/missing-blob", Refused(() => writer.AddFileByDigest("a"u8, executable: false, digest, 8)).Code);
        Assert.Equal("store/missing-blob", Refused(() => writer.AddFileByDigest("a"u8, executable: false, Blake3.Hash("other"u8), 5)).Code);
        writer.AddFileByDigest("a"u8, executable: true, digest, 7);
        string view = Store.View(writer.Commit());
        Assert.Equal("content", File.ReadAllText(Path.Combine(view, "a")));
        Assert.Equal((UnixFileMode)0x16D, File.GetUnixFileMode(Path.Combine(view, "a")));
    }

    [Fact]
    public void What_was_removed_is_not_in_the_tree()
    {
        using TreeWriter writer = Store.BeginTree();
        writer.AddFile("a/b/c"u8, executable: false, "1"u8);
        writer.AddFile("d"u8, executable: false, "1"u8);
        Assert.True(writer.TryGetEntry("a/b"u8, out TreeEntry entry));
        Assert.Equal(TreeEntryKind.Directory, entry.Kind);
        Assert.True(writer.Remove("a/b"u8));
        Assert.False(writer.Remove("a/b"u8));
        Assert.False(writer.TryGetEntry("a/b/c"u8, out _));
        writer.AddSymlink("a/b"u8, "/d"u8);
        Digest changed = writer.Commit();
        Assert.Equal(["a", "d"], Store.ReadTree(changed).Entries.Select(found => found.Name.ToString()));
    }

    [Fact]
    public void Several_writers_work_at_once_and_commit_together()
    {
        TreeWriter[] writers = Enumerable.Range(0, 6).Select(_ => Store.BeginTree()).ToArray();
        Parallel.For(0, writers.Length, number =>
        {
            for (int file = 0; file < 100; file++)
            {
                writers[number].AddFile(Bytes($"d{file % 7}/f{file}"), executable: false, Bytes($"content {file * (1 + (number % 3))}"));
            }

            writers[number].RecordFact("numbers", Bytes($"{number}"));
        });
        Digest[] digests = Store.CommitTogether(writers);
        Assert.Equal(digests[0], digests[3]);
        Assert.Equal(3, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Equal(107ul, Store.ReadTree(digest).Size));
        Assert.True(Store.TryGetFact("numbers", "4"u8, out byte[] value));
        Assert.Equal(digests[4], new Digest(value));
    }

    private Digest Commit(Digest inner)
    {
        using TreeWriter writer = Store.BeginTree();
        writer.AddFile("file"u8, executable: false, "1"u8);
        writer.AddFile("dir/x"u8, executable: false, "1"u8);
        writer.AddSymlink("link"u8, "dir"u8);
        writer.AddTree("tree"u8, inner);
        return writer.Commit();
    }
}
