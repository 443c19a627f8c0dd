using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Processes;
using Nuka.Platform.State;
using Nuka.Projects.Exec;

namespace Nuka.Projects.Tests.Exec;

/// <summary>Whose manifests and locks say where a project is.</summary>
[SupportedOSPlatform("linux")]
public sealed class ProjectOwners : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ForAll = Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const uint Another = 61_234;

    private readonly TemporaryProject project = new();
    private readonly StateDirectory state;
    private readonly string top;
    private readonly string below;

    public ProjectOwners()
    {
        top = Directory.CreateDirectory(Path.Combine(project.Directory, "top")).FullName;
        below = Directory.CreateDirectory(Path.Combine(top, "victim", "src")).FullName;
        state = new StateDirectory(Path.Combine(project.Directory, "state"));
    }

    public void Dispose() => project.Dispose();

    [Theory]
    [InlineData("eka.toml")]
    [InlineData("eka.lock")]
    [InlineData("nuka.toml")]
    [InlineData("nuka.lock")]
    public void A_manifest_of_ones_own_above_is_the_projects_and_one_of_another_user_stops(string name)
    {
        project.Write($"top/{name}", "");
        Assert.Equal(top, ProjectPlace.Find(below, state, isNamed: false).Directory);
        GiveAway($"top/{name}");
        Problem refused = Refusal(below);
        Assert.Equal(("projects/foreign-manifest", Path.Combine(top, name)), (refused.Code, refused.Place!.File));
        Assert.Contains($"user {Another}", refused.Reasons[0], StringComparison.Ordinal);
        Assert.Contains(refused.Hints, hint => hint.Contains($"nuka -C {below}", StringComparison.Ordinal));
        Assert.Equal(below, ProjectPlace.Find(below, state, isNamed: true).Directory);
    }

    [Fact]
    public void A_file_of_root_in_a_directory_of_another_user_does_not_count_nor_a_link_of_theirs_nor_what_a_link_leads_to()
    {
        project.Write("top/eka.toml", "");
        GiveAway("top");
        Assert.Equal("projects/foreign-manifest", Refusal(below).Code);

        Take("top");
        File.Move(Path.Combine(top, "eka.toml"), Path.Combine(project.Directory, "mine.toml"));
        File.CreateSymbolicLink(Path.Combine(top, "eka.toml"), Path.Combine(project.Directory, "mine.toml"));
        Assert.Equal(top, ProjectPlace.Find(below, state, isNamed: false).Directory);
        GiveAway("top/eka.toml");
        Assert.Equal("projects/foreign-manifest", Refusal(below).Code);
        Take("top/eka.toml");
        GiveAway("mine.toml");
        Assert.Equal("projects/foreign-manifest", Refusal(below).Code);
    }

    [Fact]
    public void A_user_accepts_what_is_roots_and_root_nothing_of_a_user()
    {
        Account user = new(Another, Another);
        Account root = new(0, 0);
        project.Write("top/eka.toml", "");
        Own("0", "top", "top/eka.toml");
        Assert.Null(ManifestOwner.Doubt(top, isAbove: true, user));
        Assert.Null(ManifestOwner.Doubt(top, isAbove: true, root));
        Own(Another.ToString(CultureInfo.InvariantCulture), "top", "top/eka.toml");
        Assert.Null(ManifestOwner.Doubt(top, isAbove: true, user));
        Assert.NotNull(ManifestOwner.Doubt(top, isAbove: true, root));
        Assert.NotNull(ManifestOwner.Doubt(top, isAbove: false, root));
        Assert.NotNull(ManifestOwner.Doubt(top, isAbove: true, new Account(Another + 1, Another)));
    }

    [Fact]
    public void Above_nobody_else_may_write_the_directory_or_the_file_but_ones_own_group_may()
    {
        project.Write("top/eka.toml", "");
        Account me = Account.Current;
        foreach (string path in (string[])[top, Path.Combine(top, "eka.toml")])
        {
            File.SetUnixFileMode(path, ForAll | UnixFileMode.OtherWrite);
            Assert.Contains("everybody", ManifestOwner.Doubt(top, isAbove: true, me)!.Value.Reason, StringComparison.Ordinal);
            Assert.Null(ManifestOwner.Doubt(top, isAbove: false, me));
            File.SetUnixFileMode(path, ForAll | UnixFileMode.GroupWrite);
            Assert.Null(ManifestOwner.Doubt(top, isAbove: true, me));
            Assert.Contains("group", ManifestOwner.Doubt(top, isAbove: true, me with { Group = me.Group + 1 })!.Value.Reason, StringComparison.Ordinal);
            File.SetUnixFileMode(path, ForAll);
            Assert.Null(ManifestOwner.Doubt(top, isAbove: true, me with { Group = me.Group + 1 }));
        }
    }

    [Fact]
    public void Where_one_stands_another_users_manifest_counts_if_the_directory_is_named_or_was_granted_something()
    {
        project.Write("top/eka.toml", "");
        GiveAway("top/eka.toml");
        Problem refused = Refusal(top);
        Assert.Equal("projects/foreign-manifest", refused.Code);
        Assert.Contains(refused.Hints, hint => hint.Contains($"nuka -C {top}", StringComparison.Ordinal));
        Assert.Equal(top, ProjectPlace.Find(top, state, isNamed: true).Directory);

        PermissionSet granted = PermissionSet.Of([PermissionGrammar.Parse("portals", "/nowhere")]);
        new GrantStore(state.Grants).Write(new Grant(top, granted));
        Assert.Equal(top, ProjectPlace.Find(top, state, isNamed: false).Directory);
        Assert.Equal("projects/foreign-manifest", Refusal(below).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_everybodys_is_no_project_not_even_by_name(bool isNamed)
    {
        File.SetUnixFileMode(top, ForAll | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);
        Problem refused = Assert.Throws<NukaException>(() => ProjectPlace.Find(top, state, isNamed)).Problem;
        Assert.Equal("projects/no-project", refused.Code);
        Assert.Contains("mkdir", refused.Hints[0], StringComparison.Ordinal);
        project.Write("top/eka.toml", "");
        Assert.Equal("projects/no-project", Assert.Throws<NukaException>(() => ProjectPlace.Find(top, state, isNamed)).Problem.Code);

        // Below it anybody may have a project; that somebody laid a manifest there does not make it theirs.
        if (isNamed)
        {
            Assert.Equal(below, ProjectPlace.Find(below, state, isNamed).Directory);
        }
        else
        {
            Assert.Equal("projects/foreign-manifest", Refusal(below).Code);
        }

        project.Write("top/victim/eka.toml", "");
        Assert.Equal(Path.GetDirectoryName(below), ProjectPlace.Find(below, state, isNamed).Directory);
    }

    [Fact]
    public void A_kept_plan_depends_on_every_directory_between_where_one_stands_and_the_root()
    {
        string[] candidates = [.. ProjectPlace.CandidatesFrom(below)];
        for (string? above = below; above is not null; above = Path.GetDirectoryName(above))
        {
            Assert.Contains(Path.Combine(above, "eka.toml"), candidates);
            Assert.Contains(Path.Combine(above, "nuka.lock"), candidates);
        }
    }

    private Problem Refusal(string standing) => Assert.Throws<NukaException>(() => ProjectPlace.Find(standing, state, isNamed: false)).Problem;

    private void GiveAway(string path) => Own(Another.ToString(CultureInfo.InvariantCulture), path);

    private void Take(string path) => Own("0", path);

    private void Own(string user, params string[] paths)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        using Process chown = Process.Start("chown", ["-h", user, .. paths.Select(path => Path.Combine(project.Directory, path))]);
        chown.WaitForExit();
        Assert.Equal(0, chown.ExitCode);
    }
}
