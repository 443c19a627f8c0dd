using Nuka.Content.Trees;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Tests.Locks;

public sealed class LockedReleaseComparison
{
    private static readonly DateTimeOffset Date = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly string Digest = new('a', 64);

    [Fact]
    public void A_lock_that_names_another_text_under_the_date_of_a_release_that_was_checked_is_refused()
    {
        NukaException refused = Assert.Throws<NukaException>(() => LockedReleases.RequireSame(Locked(Date, new string('b', 64)), Known()));
        Assert.Equal("projects/lock-release-differs", refused.Problem.Code);
        Assert.Contains("KEY", refused.Problem.Reasons[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_release_another_date_and_an_unknown_source_are_no_matter()
    {
        LockedReleases.RequireSame(Locked(Date, Digest), Known());
        LockedReleases.RequireSame(Locked(Date.AddDays(-1), new string('b', 64)), Known());
        LockedReleases.RequireSame(Locked(Date, null), Known());
        LockedReleases.RequireSame(Locked(Date, new string('b', 64)), ArchiveState.Empty);
    }

    private static LockedPlatform Locked(DateTimeOffset date, string? digest) => new()
    {
        Name = "x86_64-linux",
        CpuLevel = "x86-64-v1",
        Cleaning = "none",
        Finish = Cid.OfTree(Tree.Empty.Digest),
        Root = Cid.OfTree(Tree.Empty.Digest),
        Sources = [new LockedSource("debian/brick", "http://a.example/d", "brick", date, digest)],
    };

    private static ArchiveState Known() => new()
    {
        Releases = [new ReleaseState { Uri = "http://a.example/d", Suite = "brick", Date = Date, ReleaseSha256 = Digest, SignedByKey = "KEY" }],
    };
}
