using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store.Tests;

public sealed class ContentStoreTests : StoreFixture
{
    [Fact]
    public void A_store_is_made_where_there_was_nothing_and_found_again()
    {
        Digest digest = Put(("a", "b"));
        Reopen();
        Assert.True(Store.Contains(Cid.OfTree(digest)));
        Assert.True(Store.Contains(Cid.OfBlob(Blake3.Hash("b"u8))));
        Assert.False(Store.Contains(Cid.OfBlob(digest)));
        Assert.True(Store.Contains(Cid.OfTree(Tree.Empty.Digest)));
        Assert.False(Store.Contains(Cid.OfBlob(Tree.Empty.Digest)));
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        Digest nothing = Blake3.Hash("nothing"u8);
        Assert.Equal("store/missing-tree", Refused(() => Store.ReadTree(nothing)).Code);
        Assert.Equal("store/missing-blob", Refused(() => Store.OpenBlob(nothing)).Code);
        Assert.Equal("store/missing-blob", Refused(() => Store.ReadBlob(nothing, 10)).Code);
        Assert.Equal("store/missing-tree", Refused(() => Store.View(nothing)).Code);
        Assert.Equal("store/missing-tree", Refused(() => Store.SetRoot("r", [Cid.OfTree(nothing)])).Code);
        Assert.Equal("store/missing-blob", Refused(() => Store.TakeLease([Cid.OfBlob(nothing)])).Code);
        Assert.Equal("store/missing-tree", Refused(() => Store.PutRealisations([Realised(nothing, nothing)])).Code);
    }

    [Fact]
    public void A_view_shows_the_tree_with_fixed_times_and_modes()
    {
        Digest digest = Put(("usr/bin/tool", "#!"), ("usr/share/text", "text"));
        string view = Store.View(digest);
        Assert.Equal("text", File.ReadAllText(Path.Combine(view, "usr/share/text")));
        using DirectoryHandle top = DirectoryHandle.Open(view);
        Check(top, "", FileKind.Directory, 0x16D);
        Check(top, "usr", FileKind.Directory, 0x16D);
        Check(top, "usr/bin/tool", FileKind.File, 0x16D);
        Check(top, "usr/share/text", FileKind.File, 0x124);
        Assert.Equal(2u, top.GetStatus("usr/bin/tool"u8).Links);
        Assert.Equal(view, Store.View(digest));

        static void Check(DirectoryHandle top, string path, FileKind kind, uint mode)
        {
            FileStatus status = top.GetStatus(Bytes(path));
            Assert.Equal((kind, mode, 315619200L * 1_000_000_000), (status.Kind, status.Mode, status.ModifiedNanoseconds));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("removed")]
    [InlineData("added")]
    [InlineData("shortened")]
    [InlineData("mode")]
    [Trait("tier", "sample")]
    public void A_view_of_an_earlier_boot_is_checked_and_made_again_when_it_is_wrong(string? damage)
    {
        Digest digest = Put(("a/b", "text"), ("c", "more"));
        string view = Store.View(digest);
        using DirectoryHandle before = DirectoryHandle.Open(view); // Held open, so that a new directory is a new inode.
        string marker = Path.Combine(view, "../boot");
        File.Delete(marker);
        if (damage is not null)
        {
            File.CreateSymbolicLink(marker, "another boot");
        }

        File.SetUnixFileMode(Path.Combine(view, "a"), (UnixFileMode)0x1ED);
        string file = Path.Combine(view, "a/b");
        Damage(damage, file);
        Assert.Equal(view, Store.View(digest));
        Assert.Equal("text", File.ReadAllText(file));
        Assert.Equal((UnixFileMode)0x124, File.GetUnixFileMode(file));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(view, "a")));
        using DirectoryHandle after = DirectoryHandle.Open(view);
        Assert.Equal(damage is "" or "mode", after.GetStatus(default).Inode == before.GetStatus(default).Inode);
    }

    private static void Damage(string? damage, string file)
    {
        switch (damage)
        {
            case "removed":
                File.Delete(file);
                break;
            case "added":
                File.WriteAllText(file + "2", "");
                break;
            case "shortened":
                File.Delete(file);
                File.WriteAllText(file, "");
                break;
            case "mode":
                File.Delete(file);
                File.WriteAllText(file, "text");
                break;
        }
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_blob_with_more_names_than_the_file_system_allows_is_shown_all_the_same()
    {
        using TreeWriter writer = Store.BeginTree();
        const int Count = 66_000; // ext4 allows 65 000.
        for (int number = 0; number < Count; number++)
        {
            writer.AddFile(Bytes($"{number / 1000}/{number}"), executable: false, "x"u8);
        }

        string view = Store.View(writer.Commit());
        Assert.Equal(Count, Directory.GetFiles(view, "*", SearchOption.AllDirectories).Count(file => new FileInfo(file).Length == 1));
        Assert.Equal("x"u8.ToArray(), Store.ReadBlob(Blake3.Hash("x"u8), 1));
    }

    [Fact]
    public void A_changed_blob_is_never_served()
    {
        Put(("f", "content"));
        Digest digest = Blake3.Hash("content"u8);
        string file = Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories).Single();
        File.SetUnixFileMode(file, (UnixFileMode)0x1A4);
        File.WriteAllText(file, "c0ntent");
        Assert.Equal("store/corrupt-blob", Refused(() => Store.ReadBlob(digest, 100)).Code);
        Assert.Equal("store/corrupt-blob", Refused(() =>
        {
            using Stream stream = Store.OpenBlob(digest);
            stream.CopyTo(Stream.Null);
        }).Code);
        Assert.Equal("store/blob-too-large", Refused(() => Store.ReadBlob(digest, 6)).Code);
    }

    [Fact]
    public void A_file_of_the_wrong_length_does_not_count_as_the_blob_and_is_replaced()
    {
        Put(("f", "content"));
        string file = Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories).Single();
        File.SetUnixFileMode(file, (UnixFileMode)0x1A4);
        File.WriteAllText(file, "");
        Put(("g", "content"));
        Assert.Equal("content", File.ReadAllText(file));
    }

    [Fact]
    public void A_changed_tree_is_never_served()
    {
        Digest digest = Put(("name", "content"));
        Reopen();
        string index = Path.Combine(StorePath, "index.sqlite");
        using (Index.Database database = Index.Database.Open(index, readOnly: false, 1000))
        {
            database.Execute("UPDATE trees SET body = CAST(replace(CAST(body AS TEXT), 'name', 'nome') AS BLOB)");
        }

        Assert.Equal("store/corrupt-tree", Refused(() => Store.ReadTree(digest)).Code);
    }

    [Fact]
    public void Facts_build_keys_and_roots_are_kept_and_replaced()
    {
        Digest tree = Put(("a", "b"));
        Digest pid = Blake3.Hash("pid"u8);
        Digest key = Blake3.Hash("key"u8);
        Store.PutFact("t", "k"u8, "v"u8);
        Store.PutFact("t", "k"u8, "w"u8);
        Store.PutFact("t", ""u8, ""u8);
        Store.PutBuildKey(pid, key);
        Store.PutBuildKey(pid, key);
        Store.SetRoot("project", [Cid.OfTree(tree), Cid.OfBlob(Blake3.Hash("b"u8))]);
        Store.SetRoot("other", [Cid.OfTree(tree)]);
        Store.SetRoot("other", []);
        Reopen();
        Assert.True(Store.TryGetFact("t", "k"u8, out byte[] value));
        Assert.Equal("w"u8.ToArray(), value);
        Assert.True(Store.TryGetFact("t", ""u8, out value));
        Assert.Empty(value);
        Assert.False(Store.TryGetFact("u", "k"u8, out _));
        Store.RemoveFact("t", "k"u8);
        Assert.False(Store.TryGetFact("t", "k"u8, out _));
        Assert.Equal([key], Store.BuildKeys(pid));
        Assert.Empty(Store.BuildKeys(key));
        StoreRoot root = Assert.Single(Store.Roots());
        Assert.Equal("project", root.Name);
        Assert.Equal([Cid.OfBlob(Blake3.Hash("b"u8)), Cid.OfTree(tree)], root.Keeps);
    }

    [Fact]
    public void A_directory_that_is_no_store_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(StorePath);
        File.WriteAllText(Path.Combine(StorePath, "letter"), "dear");
        Assert.Equal("store/not-a-store", Refused(() => Open()).Code);
        Assert.Equal("dear", File.ReadAllText(Path.Combine(StorePath, "letter")));
        Assert.False(Directory.Exists(Path.Combine(StorePath, "blobs")));
    }

    [Theory]
    [InlineData("nuka store 2\n")]
    [InlineData("")]
    [InlineData("nuka store 1\n and more")]
    public void Another_format_is_refused(string format)
    {
        Put(("a", "b"));
        Reopen();
        File.WriteAllText(Path.Combine(StorePath, "format"), format);
        Assert.Equal("store/unknown-format", Refused(() => Open()).Code);
    }

    [Fact]
    public void A_damaged_index_is_named()
    {
        Put(("a", "b"));
        Reopen();
        File.WriteAllText(Path.Combine(StorePath, "index.sqlite"), new string('x', 8192));
        Assert.Equal("store/index-damaged", Refused(() => Open()).Code);
    }

    [Fact]
    public void A_store_that_others_can_write_is_refused()
    {
        Put(("a", "b"));
        Reopen();
        File.SetUnixFileMode(StorePath, (UnixFileMode)0x1FF);
        Assert.Equal("store/writable-by-others", Refused(() => Open()).Code);
    }

    [Fact]
    public void A_store_opened_for_reading_only_serves_and_refuses_to_change()
    {
        Digest digest = Put(("a", "b"));
        string view = Store.View(digest);
        Digest unseen = Put(("c", "d"));
        Reopen();
        using ContentStore reader = OpenReader();
        Assert.Equal(digest, reader.ReadTree(digest).Digest);
        Assert.Equal(view, reader.View(digest));
        Assert.Equal("store/not-writable", Refused(() => reader.View(unseen)).Code);
        Assert.Equal("store/not-writable", Refused(() => reader.BeginTree()).Code);
        Assert.Equal("store/not-writable", Refused(() => reader.PutFact("a", "b"u8, "c"u8)).Code);
        Assert.Equal("store/not-writable", Refused(() => reader.SetRoot("a", [])).Code);
        Assert.Equal("store/not-found", Refused(() => OpenReader(path: Place["none"])).Code);
        using ContentStore guest = OpenReader(views: Place["mine"]);
        Assert.Equal("d", File.ReadAllText(Path.Combine(guest.View(unseen), "c")));
        Assert.StartsWith(Place["mine"], guest.View(unseen), StringComparison.Ordinal);
    }
}
