using System.Globalization;
using Nuka.Content.Trees;

namespace Nuka.Store.Tests;

/// <summary>Stores on real file systems of several kinds, each in an image that is mounted where nobody else sees it.</summary>
public sealed class FileSystemTests : StoreFixture
{
    private const int NoSuchFileSystem = 77;

    /// <summary>Makes an image, mounts it, and works on a store there. What the kernel cannot mount is no failure of the store.</summary>
    private const string Script =
        "set -e; mkdir -p \"$0\"; truncate -s 600M \"$0.image\"; eval \"$1 $0.image\" >/dev/null 2>&1; eval \"$2\" 2>/dev/null || exit 77; "
        + "mkdir \"$0/state\"; eval \"$3\"; chmod 755 \"$0/state\"; shift 3; code=0; \"$@\" || code=$?; umount \"$0\"; exit $code";

    private const string Mount = "mount -o loop \"$0.image\" \"$0\"";
    private const string Ntfs = "lowntfs-3g \"$0.image\" \"$0\" -o ignore_case,permissions";

    [Theory]
    [Trait("tier", "sample")]
    [InlineData("mkfs.ext4 -q", Mount)]
    [InlineData("mkfs.xfs -q", Mount)]
    [InlineData("mkfs.btrfs -q", Mount)]
    [InlineData("mkntfs -F -q", Ntfs)] // It cannot rename without replacing, as NFS.
    public void A_tree_is_kept_shown_verified_and_collected(string make, string mount)
    {
        Cid tree = LaySource(files: 300);
        string[] lines = WorkOn(make, mount, "", "import", Place["source"], "root", "view", $"{tree}", "verify", "read", $"{tree}", "unroot", "root", "gc", "verify");
        Assert.Equal($"imported {tree}", lines[0]);
        Assert.StartsWith("view /", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("is empty", lines[1], StringComparison.Ordinal);
        Assert.Equal(["verified 0", "read 600"], lines[2..4]);
        Assert.Equal(["unrooted", "collected 2 1", "verified 0"], lines[4..7]);
    }

    [Theory]
    [Trait("tier", "full")]
    [InlineData("mkfs.ext4 -q -N 200000")]
    [InlineData("mkfs.xfs -q")]
    [InlineData("mkfs.btrfs -q")]
    public void A_content_with_more_names_than_a_file_may_have_is_shown_whole(string make)
    {
        // ext4 gives a file 65 000 names, btrfs 65 535 in one directory.
        Cid tree = LaySource(files: 66_000);
        string[] lines = Work(make, "import", Place["source"], "root", "view", $"{tree}", "verify");
        Assert.Equal($"imported {tree}", lines[0]);
        Assert.StartsWith("view /", lines[1], StringComparison.Ordinal);
        Assert.Equal("verified 0", lines[2]);
    }

    // ext4 folds names where the kernel was built for it; NTFS in user space does so wherever there is FUSE.
    [Theory]
    [Trait("tier", "sample")]
    [InlineData("mkfs.ext4 -q -O casefold", Mount, "chattr +F $0/state")]
    [InlineData("mkntfs -F -q", Ntfs, "")]
    public void On_a_file_system_that_folds_names_a_tree_that_needs_both_is_refused_by_name(string make, string mount, string prepare)
    {
        LaySource(files: 2);
        File.WriteAllText(Place["source/A"], "upper");
        File.WriteAllText(Place["source/a"], "lower");
        Cid both = Store.ImportDirectory(Place["source"]);
        Reopen();
        string[] lines = WorkOn(make, mount, prepare, "import", Place["source"], "root", "view", $"{both}");
        Assert.Equal([$"imported {both}", "store/folded-names"], lines.Take(2));
    }

    private Cid LaySource(int files)
    {
        Directory.CreateDirectory(Place["source/inner"]);
        for (int number = 0; number < files; number++)
        {
            File.WriteAllText(Place[$"source/inner/{number.ToString(CultureInfo.InvariantCulture)}"], "x\n");
        }

        Cid tree = Store.ImportDirectory(Place["source"]);
        Reopen();
        return tree;
    }

    private string[] Work(string make, params string[] orders) => WorkOn(make, Mount, "", orders);

    private string[] WorkOn(string make, string mount, string prepare, params string[] orders)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may mount an image");
        Assert.SkipUnless(File.Exists($"/usr/sbin/{make.Split(' ')[0]}") || File.Exists($"/sbin/{make.Split(' ')[0]}"), $"{make.Split(' ')[0]} is not installed");
        string disk = Place["disk"];
        (int code, string[] lines, string errors) = ChildProcess.End(ChildProcess.Start(
            ["unshare", "-m", "sh", "-c", Script, disk, make, mount, prepare], [$"{disk}/state/store-v1", .. orders]));
        File.Delete(disk + ".image");
        Assert.SkipWhen(code == NoSuchFileSystem, $"this kernel cannot mount what {make} makes");
        Assert.True(code is 0 or 1 && lines.Length > 0, $"{code} {string.Join('\n', lines)}{errors}");
        return lines;
    }
}
