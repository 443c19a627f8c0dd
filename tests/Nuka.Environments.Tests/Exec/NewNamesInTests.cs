using System.Collections.Immutable;
using Nuka.Environments.Exec;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Tests.Exec;

public sealed class NewNamesInTests
{
    [Fact]
    public void Without_the_directories_nothing_is_looked_for() => Assert.Empty(NewNamesIn.Of("/p", [], [], false).Directories);

    [Fact]
    public void Of_directories_that_tools_fill_only_those_beside_others_are_known()
    {
        NewNames names = NewNamesIn.Of("/p", [Seen(""), Seen("node_modules") with { IsToolMade = true }, Seen("node_modules/a/b", ".git") with { IsToolMade = true }], [], false);
        Assert.Equal([("/p", false), ("/p/node_modules", true)], names.Directories.Select(one => (one.Path, one.IsPassedOver)));
    }

    [Fact]
    public void At_the_top_only_a_bare_repository_is_new_as_the_rest_is_watched_by_its_path()
    {
        NewNames names = NewNamesIn.Of("/p", [Seen(""), Seen("a", ".envrc", "objects")], [], false);
        Assert.Equal(["HEAD"], names.Names.Except(names.Directories[0].Known));
        Assert.Equal([".envrc"], names.Directories[1].Known);
        Assert.Superset(new HashSet<string>([".hg", ".jj", ".cursor", ".claude", ".mcp.json"]), new HashSet<string>(names.Names));
        Assert.InRange(names.Names.Length, 1, PlanLimits.NewNames);
    }

    [Fact]
    public void Where_git_is_open_nothing_of_git_is_looked_for()
    {
        NewNames names = NewNamesIn.Of("/p", [Seen("")], [Seen(".git/modules")], isGitOpen: true);
        Assert.Single(names.Directories);
        Assert.DoesNotContain(".git", names.Names);
        Assert.Equal(2, NewNamesIn.Of("/p", [Seen("")], [Seen(".git/modules")], isGitOpen: false).Directories.Length);
    }

    [Fact]
    public void Of_too_many_directories_the_outermost_are_looked_at_and_what_is_left_out_is_not_taken_for_new()
    {
        ImmutableArray<SeenDirectory> many =
        [
            Seen(""), Seen("a"), Seen("b"), Seen("c") with { IsPartial = true }, .. Enumerable.Range(0, NewNamesIn.DirectoryLimit).Select(number => Seen($"b/{number:0000}")),
        ];
        NewNames names = NewNamesIn.Of("/p", many, [], false);
        Assert.Equal(NewNamesIn.DirectoryLimit, names.Directories.Length);
        Assert.Equal(["/p/b", "/p/c"], names.Directories.Where(one => one.HasUnknown).Select(one => one.Path));
    }

    private static SeenDirectory Seen(string path, params string[] names) => new(path, [.. names], false, 1);
}
