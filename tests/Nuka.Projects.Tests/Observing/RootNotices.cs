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

    [Fact]
    public void Another_root_under_a_build_is_said_once()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First, "build");
        Look(state, notes, First, "build");
        Assert.Empty(notes.Lines);
        Look(state, notes, Second, "build", "target");
        Look(state, notes, Second, "build", "target");
        Assert.Equal("the system changed under the build in build, target: file times do not show it, so build tools may see nothing to do; build afresh",
            Assert.Single(notes.Lines));
        Look(state, notes, First, "a", "b", "c", "d", "e");
        Assert.Contains("a, b, c and 2 more:", notes.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_build_there_is_nothing_to_say()
    {
        using TemporaryProject state = new();
        Notes notes = new();
        Look(state, notes, First);
        Look(state, notes, Second);
        Look(state, notes, Second, "build");
        Assert.Empty(notes.Lines);
    }

    private static void Look(TemporaryProject state, Notes notes, Cid root, params string[] builds) =>
        new RootNotice(new StateDirectory(state.Directory), notes).Look("/some/project", root, builds);

    private sealed class Notes : IProgressSink
    {
        public List<string> Lines { get; } = [];

        public IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items) => SilentProgress.Instance.Begin(title, total, unit);

        public void Note(string line) => Lines.Add(line);
    }
}
