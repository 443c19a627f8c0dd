using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store.Tests;

/// <summary>What a view shows is what its tree says, whoever wrote into it since.</summary>
public sealed class ViewDamageTests : StoreFixture
{
    private const string File = "usr/lib/library.so";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_with_other_bytes_is_refused_by_name_even_when_its_time_was_put_back(bool restoresTime)
    {
        Digest tree = Put((File, "content"), ("usr/share/other", "other"));
        string view = Store.View(tree);
        DateTime time = System.IO.File.GetLastWriteTimeUtc(Path.Combine(view, File));
        Overwrite(Path.Combine(view, File), "contenX");
        if (restoresTime)
        {
            System.IO.File.SetLastWriteTimeUtc(Path.Combine(view, File), time);
        }

        Problem problem = Refused(() => Store.View(tree));
        Assert.Equal("store/corrupt-blob", problem.Code);
        Assert.Contains(Cid.OfBlob(Blake3.Hash("content"u8)).ToString(), problem.Message, StringComparison.Ordinal);
        Assert.Contains(File, problem.Reasons[0], StringComparison.Ordinal);
        Assert.Equal("store/corrupt-blob", Refused(() => Store.View(tree)).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1249)]
    [InlineData(1250)]
    [InlineData(1251)]
    [InlineData(2499)]
    [Trait("tier", "sample")]
    public void A_damaged_file_of_a_large_view_is_found_wherever_it_stands(int index)
    {
        (string Path, string Content)[] files = [.. Enumerable.Range(0, 2500).Select(number => ($"usr/{number:d4}", number == index ? "unlike" : "alike"))];
        Digest tree = Put(files);
        string view = Store.View(tree);
        Assert.Equal(view, Store.View(tree));
        Overwrite(Path.Combine(view, files[index].Path), "UNLIKE");
        Problem problem = Refused(() => Store.View(tree));
        Assert.Equal("store/corrupt-blob", problem.Code);
        Assert.Contains(files[index].Path, problem.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_blob_that_was_damaged_before_it_was_shown_is_refused()
    {
        Digest tree = Put((File, "content"));
        string blob = Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories).Single();
        Overwrite(blob, "contenX");
        Assert.Equal("store/corrupt-blob", Refused(() => Store.View(tree)).Code);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(StorePath, "views")));
    }

    [Fact]
    public void After_a_repair_the_tree_is_gone_and_can_be_put_and_shown_again()
    {
        Digest tree = Put((File, "content"));
        Overwrite(Path.Combine(Store.View(tree), File), "contenX");
        Assert.Equal("store/corrupt-blob", Refused(() => Store.View(tree)).Code);
        Store.Verify(new VerifyOptions { Repair = true }, TestContext.Current.CancellationToken);
        Assert.False(Store.Contains(Cid.OfTree(tree)));
        Assert.Equal(tree, Put((File, "content")));
        Assert.Equal("content", System.IO.File.ReadAllText(Path.Combine(Store.View(tree), File)));
    }

    [Theory]
    [InlineData("rm 'usr/lib/library.so'", "tree/usr/lib/library.so")]
    [InlineData("echo x > 'usr/lib/another'", "tree/usr/lib/another")]
    [InlineData("printf contenX > n && mv -f n 'usr/lib/library.so'", "tree/usr/lib/library.so")]
    [InlineData("rm -r 'usr/share'", "tree/usr/share")]
    [InlineData("ln -sfn elsewhere link", "tree/link")]
    [Trait("tier", "sample")]
    public void Verifying_the_store_names_a_view_that_was_changed_and_repairing_takes_it_away(string damage, string named)
    {
        using (TreeWriter writer = Store.BeginTree())
        {
            writer.AddSymlink("link"u8, "target"u8);
            writer.AddFile("usr/lib/library.so"u8, false, "content"u8);
            writer.AddFile("usr/share/other"u8, false, "other"u8);
            Digest tree = writer.Commit(TestContext.Current.CancellationToken);
            Store.SetRoot("project", [Cid.OfTree(tree)]);
            string view = Store.View(tree);
            Assert.Empty(Store.Verify(cancellation: TestContext.Current.CancellationToken).Findings);
            Tool.Demand("sh", "-c", $"cd '{view}' && find . -type d -exec chmod u+w {{}} + && {damage}");
        }

        VerifyFinding finding = Assert.Single(Store.Verify(cancellation: TestContext.Current.CancellationToken).Findings, found => found.Kind != VerifyFindingKind.WrongStatus);
        Assert.Equal((VerifyFindingKind.WrongView, $"views/{finding.Name.Digest}/{named}"), (finding.Kind, finding.File));
        Assert.Equal(["project"], finding.Holders);
        VerifyReport repaired = Store.Verify(new VerifyOptions { Repair = true }, TestContext.Current.CancellationToken);
        Assert.Equal((true, 0L), (repaired.IsSound, repaired.TreesForgotten));
        Assert.Equal("content", System.IO.File.ReadAllText(Path.Combine(Store.View(finding.Name.Digest), File)));
        Assert.Empty(Store.Verify(cancellation: TestContext.Current.CancellationToken).Findings);
    }

    [Theory]
    [InlineData("rm 'usr/lib/library.so'")]
    [InlineData("echo x > 'usr/lib/another'")]
    [InlineData("echo contenX > n && mv -f n 'usr/lib/library.so'")]
    [InlineData("rm -r 'usr/share'")]
    [InlineData("ln -sf elsewhere 'usr/lib/link'")]
    [InlineData("rm 'usr/lib/library.so' && mkdir 'usr/lib/library.so'")]
    [Trait("tier", "sample")]
    public void A_view_with_other_names_or_files_is_made_again_within_the_same_boot(string damage)
    {
        using (TreeWriter writer = Store.BeginTree())
        {
            writer.AddFile(Bytes(File), executable: false, "content"u8);
            writer.AddFile("usr/share/other"u8, executable: false, "other"u8);
            writer.AddSymlink("usr/lib/link"u8, "library.so"u8);
            Digest tree = writer.Commit();
            string view = Store.View(tree);
            Tool.Demand("sh", "-c", $"cd '{view}' && chmod -R u+w . && {damage}");
            Assert.Equal(view, Store.View(tree));
            Assert.Equal("content", System.IO.File.ReadAllText(Path.Combine(view, File)));
            Assert.Equal("library.so", new FileInfo(Path.Combine(view, "usr/lib/link")).LinkTarget);
            Assert.Equal(["library.so", "link"], Directory.GetFileSystemEntries(Path.Combine(view, "usr/lib")).Select(Path.GetFileName).Order());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Under_a_program_that_runs_in_a_view_which_turns_out_wrong_nothing_is_removed_until_it_has_ended(bool repairs)
    {
        Digest tree = Put((File, "content"), ("usr/share/other", "other"));
        Store.SetRoot("project", [Cid.OfTree(tree)]);
        string views = Path.Combine(StorePath, "views");
        string view = Store.View(tree);
        using DirectoryHandle root = DirectoryHandle.Open(view);
        using (Store.TakeLease([Cid.OfTree(tree)]))
        {
            Tool.Demand("sh", "-c", $"cd '{view}' && chmod u+w usr/share && touch usr/share/EVIL");
            if (repairs)
            {
                Store.Verify(new VerifyOptions { Repair = true }, TestContext.Current.CancellationToken);
            }

            Assert.Equal(view, Store.View(tree));
            Assert.False(System.IO.File.Exists(Path.Combine(view, "usr/share/EVIL")));
            Store.Collect();
            Assert.NotNull(root.TryGetStatus(Bytes("usr/share/other")));
            Assert.NotNull(root.TryGetStatus(Bytes(File)));
            Assert.Equal(2, Directory.GetDirectories(views).Length);
            Assert.Empty(Store.Verify(cancellation: TestContext.Current.CancellationToken).Findings);
        }

        Assert.Equal(1, Store.Collect().ViewsRemoved);
        Assert.Equal([tree.ToString()], Directory.GetDirectories(views).Select(Path.GetFileName));
        Assert.Equal(view, Store.View(tree));
    }

    [Fact]
    public void A_file_that_only_got_another_name_or_time_is_read_once_and_stays()
    {
        Digest tree = Put((File, "content"), ("usr/share/other", "other"));
        string view = Store.View(tree);
        ulong before = InodeOf(view);
        Put((File, "content"), ("new", "new"));
        Store.View(Put((File, "content"), ("new", "new")));
        Assert.Equal(view, Store.View(tree));
        System.IO.File.SetLastWriteTimeUtc(Path.Combine(view, File), DateTime.UtcNow);
        Assert.Equal(view, Store.View(tree));
        Assert.Equal(StoreTime.Seconds, new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(Path.Combine(view, File))).ToUnixTimeSeconds());
        Assert.Equal(before, InodeOf(view));
    }

    [Theory]
    [InlineData("rm seal")]
    [InlineData("chmod u+w seal && : > seal")]
    [InlineData("chmod u+w seal && printf xxxx | dd of=seal bs=1 seek=40 conv=notrunc 2>/dev/null")]
    [InlineData("rm seal && ln -s /etc/passwd seal")]
    public void Without_a_sound_seal_a_view_is_compared_and_sealed_anew(string damage)
    {
        Digest tree = Put((File, "content"), ("bin/program", "program"));
        string view = Store.View(tree);
        ulong before = InodeOf(view);
        Tool.Demand("sh", "-c", $"cd '{view}/..' && {damage}");
        Assert.Equal(view, Store.View(tree));
        Assert.Equal(before, InodeOf(view));
        Assert.Null(new FileInfo(Path.Combine(view, "../seal")).LinkTarget);
        Overwrite(Path.Combine(view, File), "contenX");
        Assert.Equal("store/corrupt-blob", Refused(() => Store.View(tree)).Code);
    }

    [Fact]
    public void Views_of_copies_are_made_again_from_sound_blobs()
    {
        Digest tree = Put((File, "content"));
        using ContentStore guest = ContentStore.Open(new StoreOptions
        {
            Directory = StorePath,
            TimeProvider = TimeProvider.System,
            ReadOnly = true,
            ViewsDirectory = Place["mine"],
        });
        string view = guest.View(tree);
        string copy = Path.Combine(view, File);
        Tool.Demand("sh", "-c", $"cd '{view}/usr/lib' && chmod u+w . && cp --remove-destination library.so x && mv -f x library.so");
        Overwrite(copy, "contenX");
        Assert.Equal(view, guest.View(tree));
        Assert.Equal("content", System.IO.File.ReadAllText(copy));
    }

    [Fact]
    public void Where_the_views_were_removed_by_hand_they_are_made_again()
    {
        Digest tree = Put((File, "content"));
        string view = Store.View(tree);
        Reopen();
        Tool.Demand("sh", "-c", $"chmod -R u+w '{StorePath}/views' && rm -r '{StorePath}/views'");
        Assert.Equal(view, Store.View(tree));
        Assert.Equal(view, Store.ViewAll([tree, tree], static () => { }, TestContext.Current.CancellationToken)[1]);
        Assert.Equal("content", System.IO.File.ReadAllText(Path.Combine(view, File)));
    }

    private static ulong InodeOf(string path)
    {
        using DirectoryHandle directory = DirectoryHandle.Open(path);
        return directory.GetStatus([]).Inode;
    }

    // The same length, in the same file: what a program does that was led astray, or root by mistake.
    private static void Overwrite(string path, string content) =>
        Tool.Demand("sh", "-c", $"chmod u+w '{path}' && printf '%s' '{content}' | dd of='{path}' conv=notrunc 2>/dev/null && chmod u-w '{path}'");
}
