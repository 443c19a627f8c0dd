using System.Globalization;
using Nuka.Content.Trees;

namespace Nuka.Store.Tests;

/// <summary>The disk is full at every possible place; what was there stays, and what did not fit is named.</summary>
[Trait("tier", "sample")]
public sealed class FullDiskTests : StoreFixture
{
    // In a mount namespace of its own: a copy of the store on a small file system, an import that may not fit there, then a look at
    // what is left.
    private const string Script =
        "set -e; mkdir -p \"$0\"; mount -t tmpfs -o size=\"$1\"k,nr_inodes=\"$2\",mode=755 none \"$0\"; "
        + "cp -a \"$3\" \"$0/store-v1\"; shift 3; \"$@\" || true; "
        + "\"$1\" \"$2\" \"$3\" verify gc verify; ls \"$3/tmp\"";

    private const int Plenty = 8000;

    [Fact]
    public void An_import_that_does_not_fit_changes_nothing_and_says_so()
    {
        Prepare();
        int enough = Bisect(1200, Plenty, size => Fits(size, Plenty));
        Assert.InRange(enough, 1500, 2500);
        foreach (int missing in (int[])[4, 8, 12, 16, 24, 32, 48, 64, 100, 200, 400])
        {
            Assert.False(Fits(enough - missing, Plenty));
        }
    }

    [Fact]
    public void An_import_for_which_no_inodes_are_left_changes_nothing_and_says_so()
    {
        Prepare();
        int enough = Bisect(275, 400, inodes => Fits(Plenty, inodes));
        Assert.InRange(enough, 290, 350);
        foreach (int missing in (int[])[1, 2, 3, 5, 10, 20, 25])
        {
            Assert.False(Fits(Plenty, enough - missing));
        }
    }

    [Fact]
    public void A_full_disk_can_be_collected_however_much_there_is_to_forget()
    {
        const int Many = 9000;
        using (TreeWriter writer = Store.BeginTree())
        {
            for (int number = 0; number < Many; number++)
            {
                byte[] path = Bytes($"{number % 50}/{number}/file {number} with a long name to fill the index");
                writer.AddFile(path, executable: false, Bytes($"{number % 7}"));
            }

            writer.Commit();
        }

        Reopen();
        const string Fill = "set -e; mkdir -p \"$0\"; mount -t tmpfs -o size=8000k,mode=755 none \"$0\"; cp -a \"$1\" \"$0/store-v1\"; shift; "
            + "dd if=/dev/zero of=\"$0/filler\" bs=1k 2>/dev/null || true; \"$@\"; \"$1\" \"$2\" \"$3\" verify";
        string small = Place["small"];
        (int code, string[] lines, string errors) = ChildProcess.End(ChildProcess.Start(
            ["unshare", "-Urm", "sh", "-c", Fill, small, StorePath], $"{small}/store-v1", "gc"));
        Assert.True(code == 0, string.Join('\n', lines) + errors);
        Assert.Equal([$"collected {Many + 51} 7", "steps 0", "verified 0", "steps 0"], lines);
    }

    [Theory]
    [InlineData("size=4k")]
    [InlineData("size=12k")]
    [InlineData("size=64k")]
    [InlineData("nr_inodes=1")]
    [InlineData("nr_inodes=4")]
    [InlineData("nr_inodes=100")]
    [InlineData("nr_inodes=266")]
    [InlineData("nr_inodes=267")]
    public void A_store_that_cannot_be_made_for_want_of_room_does_not_send_to_a_collection(string limit)
    {
        string small = Directory.CreateDirectory(Place["small"]).FullName;
        (int code, string[] lines, string errors) = ChildProcess.End(ChildProcess.Start(
            ["unshare", "-Urm", "sh", "-c", $"mount -t tmpfs -o {limit},mode=755 none \"$0\" && exec \"$@\"", small], $"{small}/store-v1", "gc"));
        Assert.Equal((1, "store/disk-full"), (code, string.Join(' ', lines)));
        Assert.Contains("could not be made", errors, StringComparison.Ordinal);
        Assert.Contains("nuka --state DIR", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("nuka gc", errors, StringComparison.Ordinal);
    }

    private static int Bisect(int tooSmall, int enough, Func<int, bool> fits)
    {
        Assert.False(fits(tooSmall));
        Assert.True(fits(enough));
        while (enough - tooSmall > 1)
        {
            int middle = (tooSmall + enough) / 2;
            (tooSmall, enough) = fits(middle) ? (tooSmall, middle) : (middle, enough);
        }

        return enough;
    }

    private void Prepare()
    {
        Store.SetRoot("old", [Cid.OfTree(Put(("old/file", "old content")))]);
        Random random = new(5);
        for (int number = 0; number < 25; number++)
        {
            Directory.CreateDirectory(Place[$"source/{number % 4}"]);
            byte[] content = new byte[random.Next(60_000)];
            random.NextBytes(content);
            File.WriteAllBytes(Place[$"source/{number % 4}/{number}"], content);
        }
    }

    private bool Fits(int kilobytes, int inodes)
    {
        Cid old = Store.Roots().Single().Keeps.Single();
        Reopen();
        string[] numbers = [kilobytes.ToString(CultureInfo.InvariantCulture), inodes.ToString(CultureInfo.InvariantCulture)];
        string small = Place["small"];
        (int code, string[] lines, string errors) = ChildProcess.End(ChildProcess.Start(
            ["unshare", "-Urm", "sh", "-c", Script, small, .. numbers, StorePath],
            $"{small}/store-v1", "read", $"{old}", "import", Place["source"], "new"));
        string said = $"{kilobytes} {inodes}\n{string.Join('\n', lines)}\n{errors}";
        Assert.True(code == 0, said);
        Assert.True(lines[0] == "read 11", said);
        bool fits = lines[1].StartsWith("imported", StringComparison.Ordinal);
        Assert.True(fits || lines[1] == "store/disk-full", said);
        string[] rest = lines[(fits ? 3 : 2)..];
        Assert.True(rest is ["verified 0", _, "verified 0", "steps 0"], said); // After the steps nothing is left in tmp.
        Assert.True(!fits || rest[1] == "collected 0 0", said);
        return fits;
    }
}
