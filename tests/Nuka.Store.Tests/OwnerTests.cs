using System.Diagnostics;
using System.Runtime.InteropServices;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Processes;

namespace Nuka.Store.Tests;

/// <summary>A store belongs to who uses it, or to root; other users are processes of their own.</summary>
public sealed class OwnerTests : StoreFixture
{
    private const string NoRoot = "only root can become another user";

    private static readonly string[] Guest = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    public static bool IsRoot => Account.Current.User == 0;

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    [Trait("tier", "sample")]
    public void Roots_store_serves_another_user_who_cannot_change_it()
    {
        (Cid shown, Cid unseen) = Fill();
        Reopen();
        string before = State();
        Assert.Equal(["read 8"], Run(0, "read", $"{shown}")[..1]);
        Assert.Equal([$"view {StorePath}/views/{shown.Digest}/tree"], Run(0, "view", $"{shown}")[..1]);
        Assert.Equal(["store/not-writable"], Run(1, "view", $"{unseen}"));
        Assert.Equal(["store/not-writable"], Run(1, "gc"));
        Assert.Equal(["store/not-writable"], Run(1, "import", "/usr/share/doc", "x"));
        Assert.Equal(["verified 0"], Run(0, "verify")[..1]);
        Assert.Equal(before, State());
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    public void Roots_store_is_read_while_root_writes_to_it()
    {
        (Cid shown, _) = Fill();
        Assert.Equal(["read 8"], Run(0, "read", $"{shown}")[..1]);
        Digest later = Put(("later", "on"));
        Assert.Equal(["read 2"], Run(0, "read", $"{Cid.OfTree(later)}")[..1]);
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    public void Another_user_shows_roots_trees_in_a_directory_of_his_own_as_checked_copies()
    {
        (_, Cid unseen) = Fill();
        Reopen();
        Directory.CreateDirectory(Place["mine"]);
        Tool.Demand("chown", "65534:65534", Place["mine"]);
        string[] lines = Run(0, $"views={Place["mine"]}", "view", $"{unseen}", "view", $"{unseen}");
        string view = $"{Place["mine"]}/{unseen.Digest}/tree";
        Assert.Equal([$"view {view}", $"view {view}"], lines[..2]);
        Assert.Equal("unseen", File.ReadAllText(Path.Combine(view, "file")));
        Assert.Equal("", Tool.Demand("find", view, "-not", "-uid", "65534"));
        Assert.Equal("", Tool.Demand("find", view, "-perm", "/222"));

        string blob = Path.Combine(StorePath, "blobs", Hash("unseen")[..2], Hash("unseen")[2..]);
        File.SetUnixFileMode(blob, (UnixFileMode)0x1A4);
        File.WriteAllText(blob, "unSeen");
        Tool.Demand("rm", "-r", Path.GetDirectoryName(view)!);
        Assert.Equal(["store/corrupt-blob"], Run(1, $"views={Place["mine"]}", "view", $"{unseen}"));
        Assert.False(Directory.Exists(view));
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    public void A_reader_of_roots_store_holds_a_collection_off()
    {
        (Cid shown, _) = Fill();
        Reopen();
        using ContentStore reader = OpenReader();
        using StoreLease lease = reader.TakeLease([shown]);
        using ContentStore impatient = Open(patienceSeconds: 0);
        Assert.Equal("store/in-use", Refused(() => impatient.Collect()).Code);
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    [Trait("tier", "sample")]
    public void A_reader_of_roots_store_collects_his_own_views_and_nothing_else()
    {
        (Cid shown, Cid unseen) = Fill();
        Reopen();
        string before = State();
        string mine = Directory.CreateDirectory(Place["mine"]).FullName;
        Tool.Demand("chown", "65534:65534", mine);
        string[] views = [$"views={mine}"];
        Run(0, [.. views, "view", $"{shown}", "view", $"{unseen}", "root", "project", $"{shown}"]);
        Directory.Move($"{mine}/{unseen.Digest}", $"{mine}/aside-one");
        Run(0, [.. views, "view", $"{unseen}"]);

        // A program that runs in one of them keeps it, and what was set aside under it.
        using (Process program = ChildProcess.Start(Guest, [StorePath, .. views, "hold", $"{unseen}"]))
        {
            Assert.Equal("held", program.StandardOutput.ReadLine());
            Assert.Equal("sweep 0 3 0", Run(0, [.. views, "sweep"])[0]);
            program.Kill();
            program.WaitForExit();
        }

        long unwanted = Length($"{mine}/aside-one") + Length($"{mine}/{unseen.Digest}");
        Assert.Equal($"dry-sweep 2 1 {unwanted}", Run(0, [.. views, "dry-sweep"])[0]);
        Assert.True(Directory.Exists($"{mine}/aside-one"));
        Assert.Equal($"sweep 2 1 {unwanted}", Run(0, [.. views, "sweep"])[0]);
        Assert.Equal("sweep 0 1 0", Run(0, [.. views, "sweep"])[0]);
        Assert.Equal([$"{shown.Digest}"], Directory.GetDirectories(mine).Select(Path.GetFileName).Where(name => name!.Length == 64));
        Run(0, [.. views, "unroot", "project"]);
        unwanted = Length($"{mine}/{shown.Digest}");
        Assert.Equal($"dry-sweep 1 0 {unwanted}", Run(0, [.. views, "dry-sweep"])[0]);
        Assert.Equal($"sweep 1 0 {unwanted}", Run(0, [.. views, "sweep"])[0]);
        Assert.Equal(before, State());
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    [Trait("tier", "sample")]
    public void A_reader_of_roots_store_is_told_what_of_his_own_keeps_a_view()
    {
        (Cid shown, Cid unseen) = Fill();
        Store.SetRoot("roots", [unseen]);
        Reopen();
        string mine = Directory.CreateDirectory(Place["mine"]).FullName;
        Tool.Demand("chown", "65534:65534", mine);
        string[] views = [$"views={mine}"];
        Assert.Equal(["why ", "why roots:"], Run(0, [.. views, "why", $"{shown}", "why", $"{unseen}"])[..2]);
        Cid file = Cid.OfBlob(Blake3.Hash(Bytes("text")));
        Run(0, [.. views, "view", $"{shown}", "root", "project", $"{shown}"]);
        using Process program = ChildProcess.Start(Guest, [StorePath, .. views, "hold", $"{unseen}"]);
        Assert.Equal("held", program.StandardOutput.ReadLine());
        Assert.Equal(
            ["why project:", "why project:b", "why roots:, lease:"], Run(0, [.. views, "why", $"{shown}", "why", $"{file}", "why", $"{unseen}"])[..3]);
        program.Kill();
        program.WaitForExit();
        Assert.Equal(["why roots:"], Run(0, [.. views, "why", $"{unseen}"])[..1]);
    }

    [Theory(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    [InlineData("view", "size=64k")]
    [InlineData("view", "nr_inodes=2")]
    [InlineData("view", "nr_inodes=7")]
    [InlineData("root project", "nr_inodes=5")]
    [Trait("tier", "sample")]
    public void A_reader_whose_own_disk_is_full_is_told_of_that_disk(string order, string limit)
    {
        Fill();
        Cid large = Cid.OfTree(Put(("file", new string('x', 200_000))));
        Reopen();
        string mine = Directory.CreateDirectory(Place["mine"]).FullName;
        string[] wrapper = ["unshare", "-m", "sh", "-c", $"mount -t tmpfs -o {limit},mode=777 none \"$0\" && exec \"$@\"", mine, .. Guest];
        (int code, string[] lines, string errors) = ChildProcess.End(ChildProcess.Start(wrapper, [StorePath, $"views={mine}", .. order.Split(' '), $"{large}"]));
        Assert.Equal((1, "store/disk-full"), (code, string.Join(' ', lines)));
        Assert.Contains("your own views", errors, StringComparison.Ordinal);
        Assert.Contains(mine, errors, StringComparison.Ordinal);
        Assert.DoesNotContain($"the store is {StorePath}", errors, StringComparison.Ordinal);
    }

    [Theory(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    [InlineData("65533:65533", "0755", "store/foreign-owner")]
    [InlineData("0:65534", "0775", "store/writable-by-others")]
    [InlineData("0:0", "0777", "store/writable-by-others")]
    [InlineData("65534:65534", "0775", "store/writable-by-others")]
    [Trait("tier", "sample")]
    public void A_store_that_somebody_else_could_change_is_refused(string owner, string mode, string code)
    {
        (Cid shown, _) = Fill();
        Reopen();
        Tool.Demand("chown", "-R", owner, StorePath);
        Tool.Demand("chmod", mode, StorePath);
        Assert.Equal([code], Run(1, "read", $"{shown}"));
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    public void Root_does_not_use_the_store_of_another_user()
    {
        Fill();
        Reopen();
        Tool.Demand("chown", "-R", "65534:65534", StorePath);
        Assert.Equal("store/foreign-owner", Refused(() => Open()).Code);
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    [Trait("tier", "sample")]
    public void A_user_without_rights_has_a_store_of_his_own()
    {
        Directory.CreateDirectory(Place["home"]);
        Directory.CreateDirectory(Place["source/d"]);
        File.WriteAllText(Place["source/d/f"], "content");
        Tool.Demand("chown", "65534:65534", Place["home"]);
        string store = Place["home/store-v1"];
        string[] lines = ChildProcess.End(ChildProcess.Start(Guest, store, "import", Place["source"], "r")).Lines;
        string cid = lines[0].Split(' ')[1];
        lines = ChildProcess.End(ChildProcess.Start(Guest, store, "view", cid, "gc", "verify")).Lines;
        Assert.Equal([$"view {store}/views/{Cid.Parse(cid).Digest}/tree", "collected 0 0", "verified 0"], lines[..3]);
    }

    [Fact(Skip = NoRoot, SkipUnless = nameof(IsRoot))]
    public void A_store_on_a_file_system_that_is_mounted_read_only_serves()
    {
        (Cid shown, _) = Fill();
        Reopen();
        string script = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";
        string[] wrapper = ["unshare", "-m", "sh", "-c", script, StorePath];
        (int code, string[] lines, string errors) = ChildProcess.End(ChildProcess.Start(wrapper, StorePath, "read", $"{shown}", "view", $"{shown}"));
        Assert.True(code == 0, string.Join(' ', lines) + errors);
        Assert.Equal("read 8", lines[0]);
        lines = ChildProcess.End(ChildProcess.Start(wrapper, StorePath, "import", "/usr/share/doc", "x")).Lines;
        Assert.Equal(["store/not-writable"], lines);
    }

    // Copies, and the seal that says what they look like.
    private static long Length(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(file => file.LinkTarget is null).Sum(file => file.Length);

    private static string Hash(string text) => Blake3.Hash(Bytes(text)).ToString();

    private (Cid Shown, Cid Unseen) Fill()
    {
        Digest shown = Put(("a/bin/x", "#!/x"), ("b", "text"));
        Store.View(shown);
        return (Cid.OfTree(shown), Cid.OfTree(Put(("file", "unseen"))));
    }

    private string[] Run(int code, params string[] orders)
    {
        (int found, string[] lines, string errors) = ChildProcess.End(ChildProcess.Start(Guest, [StorePath, .. orders]));
        Assert.True(found == code, $"{found}: {string.Join(' ', lines)} {errors}");
        return lines;
    }

    private string State() => Tool.Demand("sh", "-c", $"cd '{StorePath}' && find . -type f -printf '%p %s %m %U %T@\\n' | grep -v -e -shm | sort");
}
