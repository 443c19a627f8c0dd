using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Progress;
using Nuka.Platform.State;
using Nuka.Projects.Observing;

namespace Nuka.Projects.Tests.Observing;

public sealed class RootNotices
{
    private static readonly Cid First = Cid.OfTree(Blake3.Hash([1]));
    private static readonly Cid Second = Cid.OfTree(Blake3.Hash([2]));

    private static readonly Cid Third = Cid.OfTree(Blake3.Hash([3]));

    [Fact]
    public void Another_root_under_a_build_is_said_once()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First);
        Look(state, notes, First, "build", "target");
        Assert.Empty(notes.Lines);
        Look(state, notes, Second, "build", "target");
        Look(state, notes, Second, "build", "target");
        Look(state, notes, Third, "build", "target");
        Assert.Equal("the system changed under the build in build, target: file times do not show it, so build tools may see nothing to do; build afresh",
            Assert.Single(notes.Lines));
    }

    [Fact]
    public void Of_many_builds_only_some_are_named()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First, "a", "b", "c", "d", ".");
        Look(state, notes, Second, "a", "b", "c", "d", ".");
        Assert.Contains(" in a, b, c and 2 more:", Assert.Single(notes.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_that_a_build_was_made_under_is_no_other_one_again()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First, "build");
        Look(state, notes, Second);
        Look(state, notes, Second, "other");
        Look(state, notes, First, "other");
        Assert.Contains(" in other:", Assert.Single(notes.Lines), StringComparison.Ordinal);
        Look(state, notes, Second, "other");
        Assert.Single(notes.Lines);
    }

    [Fact]
    public void A_build_that_was_made_anew_is_spoken_of_again()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First, "build");
        Look(state, notes, Second, "build");
        Assert.Single(notes.Lines);
        RootNotice notice = new(new StateDirectory(state.Directory), notes);
        notice.Look("/some/project", Second, [new SeenBuild("build", "later")]);
        Assert.Single(notes.Lines);
        notice.Look("/some/project", Third, [new SeenBuild("build", "later")]);
        Assert.Equal(2, notes.Lines.Count);

        // Made, and the root changed, between two looks: it was made under the root that was there.
        notice.Look("/some/project", First, [new SeenBuild("build", "later still")]);
        Assert.Equal(3, notes.Lines.Count);
    }

    [Fact]
    public void Without_a_build_there_is_nothing_to_say()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First);
        Look(state, notes, Second);
        Assert.Empty(notes.Lines);
        Assert.Single(Directory.GetFiles(state.Directory, "*", SearchOption.AllDirectories)); // the root alone
    }

    [Fact]
    public void A_record_that_cannot_be_read_counts_as_absent()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First, "build");
        string record = Directory.GetFiles(state.Directory, "builds-under", SearchOption.AllDirectories)[0];
        File.WriteAllText(record, "\n1\n1 2 3 build\n1 2 3 build\n\0");
        Look(state, notes, Second, "build");
        Assert.Single(notes.Lines);
    }

    private static void Look(TemporaryProject state, Notes notes, Cid root, params string[] builds) =>
        new RootNotice(new StateDirectory(state.Directory), notes).Look("/some/project", root, [.. builds.Select(build => new SeenBuild(build, "1-1"))]);

    private sealed class Notes : IProgressSink
    {
        public List<string> Lines { get; } = [];

        public IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items) => SilentProgress.Instance.Begin(title, total, unit);

        public void Note(string line) => Lines.Add(line);
    }
}
