using System.Diagnostics;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;

namespace Nuka.Store.Tests;

/// <summary>Whoever may read a store may lock its files, and is neither waited for without an end nor without a word.</summary>
public sealed class HeldLockTests : StoreFixture
{
    private readonly Notes notes = new();

    [Fact]
    [Trait("tier", "sample")]
    public void Who_holds_the_store_is_named_after_a_moment_and_waited_for_no_longer_than_was_said()
    {
        Put(("file", "content"));
        Reopen();
        using Process holder = Hold("use.lock");
        Problem problem = Refused(() => OpenPatiently().Dispose());
        Assert.Equal("store/busy", problem.Code);
        Assert.Contains(problem.Reasons, reason => reason.StartsWith($"process {holder.Id} (", StringComparison.Ordinal));
        Assert.Contains($"process {holder.Id} (", Assert.Single(notes.Lines), StringComparison.Ordinal);
        holder.Kill();
        holder.WaitForExit();
        OpenPatiently().Dispose();
    }

    [Fact]
    public void Who_holds_a_lease_alone_is_named_after_a_moment_and_waited_for_no_longer_than_was_said()
    {
        Digest tree = Put(("file", "content"));
        Store.TakeLease([Cid.OfTree(tree)]).Dispose();
        Reopen();
        using Process holder = Hold("leases/" + Path.GetFileName(Directory.GetFiles(Path.Combine(StorePath, "leases")).Single()));
        using ContentStore store = OpenPatiently();
        Problem problem = Refused(() => store.TakeLease([Cid.OfTree(tree)]));
        Assert.Equal("store/busy", problem.Code);
        Assert.Contains($"process {holder.Id} (", Assert.Single(notes.Lines), StringComparison.Ordinal);
        holder.Kill();
        holder.WaitForExit();
        store.TakeLease([Cid.OfTree(tree)]).Dispose();
    }

    [Fact]
    public void What_readers_of_a_store_cannot_open_they_cannot_lock()
    {
        Store.View(Put(("file", "content")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(StorePath, "confirmed.lock")));
    }

    private ContentStore OpenPatiently() => ContentStore.Open(new StoreOptions
    {
        Directory = StorePath,
        TimeProvider = TimeProvider.System,
        Progress = notes,
        PatienceSeconds = 3,
    });

    private Process Hold(string name)
    {
        ProcessStartInfo start = new("flock", ["--no-fork", "--exclusive", Path.Combine(StorePath, name), "sh", "-c", "echo held; exec sleep 60"]) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        Assert.Equal("held", process.StandardOutput.ReadLine());
        return process;
    }

    private sealed class Notes : IProgressSink
    {
        internal List<string> Lines { get; } = [];

        public IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items) => SilentProgress.Instance.Begin(title, total, unit);

        public void Note(string line) => Lines.Add(line);
    }
}
