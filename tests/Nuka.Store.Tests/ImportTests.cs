using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store.Import;

namespace Nuka.Store.Tests;

public sealed class ImportTests : StoreFixture
{
    /// <summary>When the source was there; the imports stand at times after that, however slow the machine is.</summary>
    private DateTimeOffset made = DateTimeOffset.UtcNow;

    private string Source => Place["source"];

    [Fact]
    public void A_directory_comes_back_as_it_was_says_diff()
    {
        MakeSource();
        string odd = "printf x > \"$(printf 'odd\\377name')\" && ln -s '/nowhere at all' link && ln a/f0 hard && chmod 4711 a/f1";
        Tool.Demand("sh", "-c", $"cd '{Source}' && {odd}");
        Cid tree = Store.ImportDirectory(Source);
        Store.Export(tree.Digest, Place["exported"]);
        string view = Store.View(tree.Digest);
        Tool.Demand("diff", "-r", "--no-dereference", Source, Place["exported"]);
        Tool.Demand("diff", "-r", "--no-dereference", Source, view);
        string listing = "find . -type f -perm -u+x | sort; find . -type l -printf '%p %l\\n' | sort; find . -type d | sort";
        Assert.Equal(Tool.Demand("sh", "-c", $"cd '{Source}'; {listing}"), Tool.Demand("sh", "-c", $"cd '{view}'; {listing}"));
        Assert.Equal("", Tool.Demand("find", view, "-perm", "/7222", "-not", "-type", "l"));
        Assert.Equal("", Tool.Demand("find", view, "-newermt", "1980-01-02 00:00:01 UTC"));
        Assert.Equal("", Tool.Demand("find", view, "-not", "-newermt", "1980-01-01 23:59:59 UTC"));
        Assert.Equal(tree, Store.ImportDirectory(Place["exported"]));
        Assert.Equal(tree, Store.ImportDirectory(view));
    }

    [Fact]
    public void An_import_and_a_writer_give_the_same_tree()
    {
        Directory.CreateDirectory(Path.Combine(Source, "d/e"));
        File.WriteAllText(Path.Combine(Source, "d/e/f"), "1");
        File.WriteAllText(Path.Combine(Source, "g"), "");
        Assert.Equal(Put(("d/e/f", "1"), ("g", "")), Store.ImportDirectory(Source).Digest);
    }

    [Fact]
    public void What_did_not_change_is_not_read_again()
    {
        MakeSource();
        (Digest first, int read) = Import(secondsLater: 10);
        Assert.Equal(60, read);
        (Digest second, read) = Import(secondsLater: 20);
        Assert.Equal((first, 0), (second, read));

        File.WriteAllText(Path.Combine(Source, "a/f3"), "other");
        (Digest third, read) = Import(secondsLater: 30);
        Assert.Equal(1, read);
        Assert.NotEqual(first, third);
        (Digest fourth, read) = Import(secondsLater: 40);
        Assert.Equal((third, 0), (fourth, read));
    }

    [Theory]
    [InlineData("touch -r '{0}/a/f4' ref; printf CONTENT' 'f3 > '{0}/a/f3'; touch -r ref '{0}/a/f3'; rm ref")]
    [InlineData("rm '{0}/a/f3'")]
    [InlineData("mv '{0}/a/f3' '{0}/a/g3'")]
    [InlineData("chmod u+x '{0}/a/f3'")]
    [InlineData("rm '{0}/a/f3'; mkdir '{0}/a/f3'")]
    [InlineData("rm '{0}/a/f3'; ln -s f4 '{0}/a/f3'")]
    [InlineData("mkdir '{0}/a/new'")]
    [InlineData("ln -sfn other '{0}/link'")]
    [InlineData("rm '{0}/link'; echo > '{0}/link'")]
    [InlineData("rm -r '{0}/b'; echo > '{0}/b'")]
    [InlineData("mv '{0}/a' '{0}/t'; mv '{0}/b' '{0}/a'; mv '{0}/t' '{0}/b'")]
    [Trait("tier", "sample")]
    public void Every_change_is_seen_through_the_stat_cache(string change)
    {
        MakeSource();
        File.CreateSymbolicLink(Path.Combine(Source, "link"), "target");
        (Digest first, _) = Import(secondsLater: 10);
        Tool.Demand("sh", "-c", $"cd '{Place.Path}'; {string.Format(System.Globalization.CultureInfo.InvariantCulture, change, Source)}");
        (Digest second, _) = Import(secondsLater: 20);
        Assert.NotEqual(first, second);
        Assert.Equal(second, Store.ImportDirectory(Source, new ImportOptions { UseStatCache = false }).Digest);
    }

    [Fact]
    public void A_file_that_changed_shortly_before_the_last_import_is_read_again()
    {
        MakeSource();
        Import(secondsLater: 1);
        Assert.Equal(60, Import(secondsLater: 10).Read);
        Assert.Equal(0, Import(secondsLater: 20).Read);
    }

    [Fact]
    public void A_damaged_stat_cache_is_as_none()
    {
        MakeSource();
        (Digest first, _) = Import(secondsLater: 10);
        string cache = Directory.GetFiles(Path.Combine(StorePath, "imports")).Single();
        byte[] bytes = File.ReadAllBytes(cache);
        foreach (int at in (int[])[0, 13, bytes.Length / 2, bytes.Length - 1])
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 1;
            File.WriteAllBytes(cache, damaged);
            Assert.Equal((first, 60), Import(secondsLater: 20));
        }

        File.WriteAllBytes(cache, bytes[..^40]);
        Assert.Equal((first, 60), Import(secondsLater: 30));
        File.WriteAllBytes(cache, []);
        Assert.Equal((first, 60), Import(secondsLater: 30));
    }

    [Theory]
    [InlineData("mkfifo '{0}/a/odd'", "store/special-file")]
    [InlineData("mknod '{0}/a/odd' c 1 3", "store/special-file")]
    [InlineData("rm -r '{0}'; echo > '{0}'", "store/not-a-directory")]
    [InlineData("rm -r '{0}'", "store/unreadable")]
    [Trait("tier", "sample")]
    public void What_no_tree_can_hold_is_refused_by_name(string change, string code)
    {
        MakeSource();
        Tool.Demand("sh", "-c", string.Format(System.Globalization.CultureInfo.InvariantCulture, change, Source));
        Assert.Equal(code, Refused(() => Store.ImportDirectory(Source)).Code);
        if (code == "store/special-file")
        {
            Assert.Contains("a/odd", Refused(() => Store.ImportDirectory(Source)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_store_does_not_swallow_itself()
    {
        Put(("a", "b"));
        Assert.Equal("store/contains-store", Refused(() => Store.ImportDirectory(Place.Path)).Code);
    }

    [Fact]
    public void Ctrl_C_in_an_import_leaves_nothing()
    {
        MakeSource();
        using CancellationTokenSource source = new();
        int steps = 0;
        using (ContentStore interrupted = Open(step =>
        {
            if (++steps == 10)
            {
                source.Cancel();
            }
        }))
        {
            Assert.Throws<OperationCanceledException>(() => interrupted.ImportDirectory(Source, null, source.Token));
            Assert.Empty(interrupted.Area.Index.Trees());
        }

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(StorePath, "tmp")));
        Assert.Empty(Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_export_overwrites_nothing_and_leaves_nothing_behind_when_it_fails()
    {
        Digest tree = Put(("a", "1"), ("b", "22"));
        Directory.CreateDirectory(Place["there"]);
        Assert.Equal("store/target-exists", Refused(() => Store.Export(tree, Place["there"])).Code);
        Assert.Equal("store/target-failed", Refused(() => Store.Export(tree, Place["not/there"])).Code);
        string blob = Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories)
            .First(file => new FileInfo(file).Length == 2);
        File.SetUnixFileMode(blob, (UnixFileMode)0x1A4);
        File.WriteAllText(blob, "23");
        Assert.Equal("store/corrupt-blob", Refused(() => Store.Export(tree, Place["new"])).Code);
        Assert.Equal(["state", "there"], Directory.GetFileSystemEntries(Place.Path).Select(Path.GetFileName).Order());
    }

    private void MakeSource()
    {
        foreach (string directory in (string[])["a", "b", "b/c/d"])
        {
            Directory.CreateDirectory(Path.Combine(Source, directory));
            for (int number = 0; number < 20; number++)
            {
                File.WriteAllText(Path.Combine(Source, directory, $"f{number}"), $"content f{number}");
            }
        }

        made = DateTimeOffset.UtcNow;
    }

    private (Digest Tree, int Read) Import(int secondsLater)
    {
        StoreOptions options = new() { Directory = StorePath, TimeProvider = new StandingTime(made.AddSeconds(secondsLater)) };
        using ContentStore store = ContentStore.Open(options);
        using DirectoryImporter importer = new(store.Area, Source, new ImportOptions());
        return (importer.Run(TestContext.Current.CancellationToken), importer.FilesRead);
    }

    private sealed class StandingTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
