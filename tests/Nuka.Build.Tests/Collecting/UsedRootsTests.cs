using Nuka.Build.Collecting;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Build.Tests.Collecting;

/// <summary>What building used stays for a while, and each is kept once.</summary>
public sealed class UsedRootsTests : IDisposable
{
    private readonly string top = Directory.CreateTempSubdirectory("nuka-used-").FullName;
    private readonly ContentStore store;
    private readonly Calendar clock = new();

    public UsedRootsTests() => store = ContentStore.Open(new StoreOptions { Directory = Path.Combine(top, "store"), TimeProvider = TimeProvider.System });

    public void Dispose()
    {
        store.Dispose();
        Directory.Delete(top, recursive: true);
    }

    [Fact]
    public void The_day_of_the_last_use_counts()
    {
        Cid tool = Put("tool");
        Used.Note("tool", [tool]);
        Assert.Equal(["used tool 2026-01-01"], Names);
        clock.Day = 20;
        Used.Note("tool", [tool]);
        Used.Note("tool", [tool]);
        Assert.Equal(["used tool 2026-01-20"], Names);
        clock.Day = 50;
        Assert.Empty(Used.FindOld(null));
        Assert.Equal(Names, Used.FindOld(TimeSpan.FromDays(7)));
        clock.Day = 52;
        Assert.Equal(Names, Used.FindOld(null));
    }

    [Fact]
    public void A_collection_takes_it_only_when_it_is_forgotten()
    {
        Cid tool = Put("tool");
        Used.Note("tool", [tool]);
        store.Collect(cancellation: TestContext.Current.CancellationToken);
        Assert.True(store.Contains(tool));
        Used.Forget(Names);
        store.Collect(cancellation: TestContext.Current.CancellationToken);
        Assert.False(store.Contains(tool));
    }

    [Fact]
    public void Another_tool_and_a_root_of_another_kind_are_nothing_to_it()
    {
        Cid tool = Put("tool");
        store.SetRoot("tool 2020-01-01", [tool]);
        store.SetRoot("used for something", [tool]);
        Used.Note("tool", [tool]);
        Used.Note("tool two", [tool]);
        Used.Note("tool", [tool, Put("other")]);
        clock.Day = 300;
        Assert.Equal(["used tool 2026-01-01", "used tool two 2026-01-01"], Used.FindOld(null));
    }

    private UsedRoots Used => new(store, clock);

    private IEnumerable<string> Names => store.Roots().Select(root => root.Name);

    private Cid Put(string text)
    {
        using TreeWriter writer = store.BeginTree();
        writer.AddFile("file"u8, executable: false, System.Text.Encoding.UTF8.GetBytes(text));
        return Cid.OfTree(writer.Commit(TestContext.Current.CancellationToken));
    }

    private sealed class Calendar : TimeProvider
    {
        public int Day { get; set; } = 1;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(Day - 1);
    }
}
