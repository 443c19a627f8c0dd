using System.Globalization;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Processes;

namespace Nuka.Store.Tests;

/// <summary>
/// The power is lost at every step: the store lies on a file system in an image file, and before each step the image is copied as the
/// disk has it then. What the kernel still held in memory is not in it, and often names are there whose bytes are not.
/// </summary>
public sealed class PowerLossTests : StoreFixture
{
    private const string NoMounts = "only root can mount an image";

    private readonly string image;
    private readonly string mounted;

    public PowerLossTests()
    {
        image = Place["image"];
        mounted = Place["mounted"];
    }

    public static bool IsRoot => Account.Current.User == 0;

    [Theory(Skip = NoMounts, SkipUnless = nameof(IsRoot))]
    [InlineData("ext4", 1)]
    [Trait("tier", "sample")]
    public void Whenever_the_power_is_lost_what_was_committed_is_there_and_nothing_else_is_believed(string fileSystem, int seed) =>
        LosePower(fileSystem, seed);

    [Theory(Skip = NoMounts, SkipUnless = nameof(IsRoot))]
    [Trait("tier", "sample")]
    [InlineData("ext4", 2)]
    [InlineData("ext4", 3)]
    public void Whenever_the_power_is_lost_with_other_seeds(string fileSystem, int seed) => LosePower(fileSystem, seed);

    private void LosePower(string fileSystem, int seed)
    {
        Assert.SkipUnless(Tool.Run("sh", "-c", $"command -v mkfs.{fileSystem}").Code == 0, $"mkfs.{fileSystem} is not here");
        Tool.Demand("truncate", "-s", "64M", image);
        Tool.Demand($"mkfs.{fileSystem}", "-q", image);
        Mount(image, mounted);
        List<(string Copy, string Step, List<Digest> Committed, List<Digest> Gone)> moments = [];
        try
        {
            Work(new Random(seed), moments);
        }
        finally
        {
            Unmount();
        }

        Assert.True(moments.Count > 35, $"only {moments.Count} steps");
        foreach ((string copy, string step, List<Digest> committed, List<Digest> gone) in moments)
        {
            Mount(copy, mounted);
            try
            {
                Check($"before {step} ({Path.GetFileName(copy)})", committed, gone);
            }
            finally
            {
                Unmount();
            }

            File.Delete(copy);
        }
    }

    private static void Mount(string image, string directory)
    {
        Directory.CreateDirectory(directory);
        Tool.Demand("mount", "-o", "loop", image, directory);
    }

    // Whatever another test starts holds a copy of our open files between its fork and its exec.
    private void Unmount() =>
        Tool.Demand("sh", "-c", "for try in $(seq 50); do umount \"$0\" 2>/dev/null && exit; sleep 0.1; done; umount \"$0\"", mounted);

    private ContentStore OpenMounted(string boot, Action<string>? beforeStep = null) => ContentStore.Open(new StoreOptions
    {
        Directory = Path.Combine(mounted, "store-v1"),
        TimeProvider = TimeProvider.System,
        BootId = boot,
        BeforeStep = beforeStep,
        Threads = 1,
    });

    private void Work(Random random, List<(string Copy, string Step, List<Digest> Committed, List<Digest> Gone)> moments)
    {
        List<Digest> committed = [];
        List<Digest> gone = [];
        bool watching = false;
        using ContentStore store = OpenMounted("before", step =>
        {
            if (watching)
            {
                // A neighbour's fsync often brings every name to the disk, and none of our bytes.
                if (random.Next(3) > 0)
                {
                    Tool.Demand("sh", "-c", $"echo x >> '{mounted}/neighbour'; sync '{mounted}/neighbour'");
                }

                string copy = Place[$"moment-{moments.Count.ToString("d3", CultureInfo.InvariantCulture)}"];
                Tool.Demand("cp", "--sparse=always", image, copy);
                moments.Add((copy, step, [.. committed], [.. gone]));
            }
        });
        committed.Add(Put(store, ("old/a", "old content"), ("shared", "shared content")));
        store.SetRoot("old", [Cid.OfTree(committed[0])]);
        watching = true;
        for (int round = 0; round < 3; round++)
        {
            byte[] large = new byte[40_000];
            random.NextBytes(large);
            using TreeWriter writer = store.BeginTree();
            writer.AddFile("shared"u8, executable: false, "shared content"u8);
            writer.AddFile("d/large"u8, executable: false, large);
            writer.AddFile(Bytes($"d/{round}"), executable: true, Bytes($"small {round}"));
            Digest tree = writer.Commit();
            committed.Add(tree);
            store.SetRoot("new", [Cid.OfTree(tree)]);
            store.View(tree);
        }

        gone.AddRange(committed[1..3]);
        committed.RemoveRange(1, 2);
        store.Collect();
    }

    private void Check(string moment, List<Digest> committed, List<Digest> gone)
    {
        using ContentStore store = OpenMounted("after");
        VerifyReport report = store.Verify();
        Assert.True(report.Findings.IsEmpty, $"{moment}: {string.Join(", ", report.Findings)}");
        foreach (Digest digest in committed.Except(gone))
        {
            Assert.True(store.Contains(Cid.OfTree(digest)), $"{moment}: a committed tree is lost");
            string view = store.View(digest);
            Assert.Equal("shared content", File.ReadAllText(Path.Combine(view, "shared")));
            Assert.Equal(digest, store.ImportDirectory(view, new ImportOptions { UseStatCache = false }).Digest);
        }

        Digest again = Put(store, ("d/0", "small 0"), ("shared", "shared content"));
        Assert.Equal("small 0", File.ReadAllText(Path.Combine(store.View(again), "d/0")));
        store.Collect(new CollectOptions { Keep = [Cid.OfTree(again)] });
        Assert.True(store.Verify().Findings.IsEmpty, moment);
    }
}
