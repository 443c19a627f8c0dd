using System.Text;
using Nuka.Build.Collecting;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Finish;
using Nuka.Store;

namespace Nuka.Build.Tests.Collecting;

/// <summary>What is removed of the directories of builds, and what is not.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class BuildCollectionTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string top = Directory.CreateTempSubdirectory("nuka-collect-").FullName;
    private readonly string directory;

    public BuildCollectionTests() => directory = Directory.CreateDirectory(Path.Combine(top, "builds-v1")).FullName;

    public void Dispose() => Directory.Delete(top, recursive: true);

    [Fact]
    public void A_build_that_runs_stays_and_what_a_killed_one_left_goes()
    {
        using BuildDirectory running = BuildDirectory.Create(directory, "build-");
        File.WriteAllText(Path.Combine(running.FullPath, "file"), "12345");
        string killed = $"build-{Guid.NewGuid():N}";
        Fill(killed, 100);
        File.WriteAllText(Path.Combine(directory, killed + ".lock"), "");
        Fill(killed + ".old", 10);
        Fill($"build-{Guid.NewGuid():N}", 1);
        Assert.Equal(new BuildSweep(3, 111, 1), Run(dryRun: true));
        Assert.Equal(5, Directory.GetFileSystemEntries(directory).Length - 1);
        Assert.Equal(new BuildSweep(3, 111, 1), Run());
        Assert.Equal([running.FullPath, running.FullPath + ".lock"], Directory.GetFileSystemEntries(directory).Order());
        Assert.Equal(new BuildSweep(0, 0, 1), Run());
    }

    [Theory]
    [InlineData(null, null, "")]
    [InlineData(5.0, null, "2 5")]
    [InlineData(1.0, null, "")]
    [InlineData(null, 1, "2")]
    [InlineData(1.0, 2, "2 5")]
    [InlineData(100.0, 0, "2 5 9")]
    public void Failed_builds_go_but_those_that_are_young_or_few_enough(double? hours, int? keep, string stays)
    {
        foreach (int age in (int[])[2, 5, 9])
        {
            Fill($"failed-{age}", 10);
            Directory.SetLastWriteTimeUtc(Path.Combine(directory, $"failed-{age}"), (Now - TimeSpan.FromHours(age)).UtcDateTime);
        }

        TimeSpan? limit = hours is { } number ? TimeSpan.FromHours(number) : null;
        BuildSweep foreseen = Run(limit, keep, dryRun: true);
        Assert.Equal(3, Directory.GetDirectories(directory).Length);
        Assert.Equal(foreseen, Run(limit, keep));
        string[] left = [.. Directory.GetDirectories(directory).Select(path => Path.GetFileName(path)["failed-".Length..]).Order()];
        Assert.Equal(stays, string.Join(' ', left));
        Assert.Equal(new BuildSweep(3 - left.Length, 10 * (3 - left.Length), left.Length), foreseen);
    }

    [Fact]
    public void The_directory_that_somebody_has_entered_stays_as_long_as_he_is_in_it()
    {
        Fill("failed-x", 10);
        using (ContentStore store = ContentStore.Open(new StoreOptions { Directory = Path.Combine(top, "store-v1"), TimeProvider = TimeProvider.System }))
        {
            using TreeWriter writer = store.BeginTree();
            writer.AddFile("file"u8, executable: false, "x"u8);
            Digest tree = writer.Commit(TestContext.Current.CancellationToken);
            using (StoreLease lease = store.TakeLease([Cid.OfTree(tree)]))
            {
                BuildCollection.Enter(Path.Combine(directory, "failed-x"), lease.Path);
                Assert.Equal(new BuildSweep(0, 0, 1), Run(dryRun: true));
                Assert.Equal(new BuildSweep(0, 0, 1), Run());
            }
        }

        Assert.Equal(new BuildSweep(1, 10, 0), Run(dryRun: true));
        Assert.Equal(new BuildSweep(1, 10, 0), Run());
        Run();
        Assert.Empty(Directory.GetFileSystemEntries(directory));
    }

    [Fact]
    public void A_directory_that_a_step_made_unreadable_is_removed_and_no_link_in_it_is_followed()
    {
        File.WriteAllText(Path.Combine(top, "outside"), "stays");
        Fill("failed-x", 10);
        string within = Path.Combine(directory, "failed-x");
        File.CreateSymbolicLink(Path.Combine(within, "link"), Path.Combine(top, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(within, "links"), top);
        File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(within, "closed")).FullName, UnixFileMode.None);
        Assert.Equal(new BuildSweep(1, 10, 0), Run());
        Assert.Equal("stays", File.ReadAllText(Path.Combine(top, "outside")));
        Assert.Empty(Directory.GetFileSystemEntries(directory));
    }

    [Fact]
    public void Where_nothing_was_built_nothing_is_counted()
    {
        Directory.Delete(directory);
        Assert.Equal(new BuildSweep(0, 0, 0), Run());
        Assert.False(Directory.Exists(directory));
    }

    private BuildSweep Run(TimeSpan? olderThan = null, int? keep = null, bool dryRun = false) => new BuildCollection(directory, new Clock()).Run(olderThan, keep, dryRun);

    private void Fill(string name, int sizeBytes) =>
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(directory, name, "build")).FullName, "file"), new byte[sizeBytes]);

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
