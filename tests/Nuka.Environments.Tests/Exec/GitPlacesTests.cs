using Nuka.Environments.Exec;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Tests.Exec;

public sealed class GitPlacesTests : IDisposable
{
    private readonly string project = Directory.CreateTempSubdirectory("nuka-git-").FullName;

    public void Dispose() => Directory.Delete(project, recursive: true);

    [Fact]
    public void The_projects_own_repository_is_named_before_it_exists()
    {
        Assert.Equal([".git/commondir", ".git/config", ".git/config.worktree", ".git/hooks", ".git/info/attributes", ".git/modules", ".git/rebase-apply", ".git/rebase-merge"], Found());
        Write(".git/rebase-merge/git-rebase-todo", "");
        Assert.DoesNotContain(".git/rebase-merge", Found());
    }

    [Fact]
    public void Repositories_of_submodules_are_named_in_any_depth()
    {
        foreach (string module in (string[])["one", "deep/two", "one/modules/three"])
        {
            Write($".git/modules/{module}/HEAD", "");
        }

        Assert.Equal(
            [".git/config", ".git/modules/deep/two/config", ".git/modules/one/config", ".git/modules/one/modules/three/config"],
            Found().Where(name => name.EndsWith("/config", StringComparison.Ordinal)));
    }

    [Fact]
    public void Where_repositories_of_submodules_are_kept_new_ones_can_be_told_from_known_ones()
    {
        Write(".git/modules/deep/two/HEAD", "");
        Write(".git/modules/one/HEAD", "");
        GitPlaces places = new(project);
        places.LookAt(".git", "");
        Assert.Equal(
            [".git/modules", ".git/modules/deep", ".git/modules/deep/two!", ".git/modules/one!"],
            places.Holders.Select(one => one.Path + (one.IsToolMade ? "!" : "")).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(".git/modules", places.Names);
        Assert.Contains(".git/modules/one/modules", places.Names);
    }

    [Fact]
    public void A_repository_below_and_its_submodules_are_named()
    {
        Write("sub/deep/.git/config", "");
        Write("sub/deep/.git/modules/inner/HEAD", "");
        string[] found = Found(new SeenDirectory("sub/deep", [".git"], false, 0));
        Assert.Contains("sub/deep/.git/config", found);
        Assert.Contains("sub/deep/.git/hooks", found);
        Assert.Contains("sub/deep/.git/modules/inner/hooks", found);
    }

    [Fact]
    public void A_repository_in_a_directory_of_tools_is_named_too()
    {
        Assert.Contains("vendor/one/.git/hooks", Found(new SeenDirectory("vendor/one", [".git"], true, 0)));
    }

    [Fact]
    public void A_bare_repository_is_named_and_a_directory_with_a_file_HEAD_is_not()
    {
        Assert.Contains("bare/config", Found(new SeenDirectory("bare", ["HEAD", "objects", "refs"], false, 0)));
        Assert.DoesNotContain("other/config", Found(new SeenDirectory("other", ["HEAD"], false, 0)));
    }

    [Fact]
    public void A_worktree_is_named_at_both_of_its_ends()
    {
        Write("wt/.git", $"gitdir: {project}/.git/worktrees/wt\n");
        Write(".git/worktrees/wt/HEAD", "");
        string[] found = Found(new SeenDirectory("wt", [".git"], false, 0));
        Assert.Contains("wt/.git", found);
        Assert.Contains(".git/worktrees/wt/commondir", found);
        Assert.Contains(".git/worktrees/wt/gitdir", found);
    }

    [Fact]
    public void A_repository_beside_its_tree_is_followed_only_inside_of_the_project()
    {
        Write(".git", "gitdir: ./.bare\n");
        Assert.Equal(
            [
                ".bare/commondir", ".bare/config", ".bare/config.worktree", ".bare/hooks",
                ".bare/info/attributes", ".bare/modules", ".bare/rebase-apply", ".bare/rebase-merge", ".git",
            ],
            Found());
        Write(".git", "gitdir: ../elsewhere\n");
        Assert.Equal([".git"], Found());
        Write(".git", "gitdir: ../elsewhere\0\n");
        Assert.Equal([".git"], Found());
    }

    [Theory]
    [InlineData("main/config", "../..", ".githooks")]
    [InlineData("main/config", "../..\0x", ".githooks")]
    [InlineData("main/worktrees/one/config.worktree", "../..", ".githooks")]
    [InlineData("main/worktrees/one/config", null, ".githooks")]
    [InlineData("main/config", null, null)]
    public void Hooks_in_the_project_that_a_repository_elsewhere_names_are_named(string configuration, string? common, string? named)
    {
        string outside = Directory.CreateTempSubdirectory("nuka-outside-").FullName;
        try
        {
            string repository = Directory.CreateDirectory(outside + "/main/worktrees/one").FullName;
            Write(".git", $"gitdir: {repository}\n");
            if (common is not null)
            {
                File.WriteAllText(repository + "/commondir", common + "\n");
            }

            GitPlaces places = new(project);
            File.WriteAllText(Path.Combine(outside, configuration), "[core]\nhooksPath = .githooks\n");
            places.LookAt(".git", "");
            Assert.Equal(named is null ? [".git"] : [".git", named], places.Names);
            Assert.Equal(named is not null, places.Observed.Any(entry => entry.Path == Path.Combine(outside, configuration)));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Theory]
    [InlineData("[core]\n\thooksPath = .husky/_\n", ".husky/_")]
    [InlineData("[Core] HooksPath=\"tools/hooks\"\n", "tools/hooks")]
    [InlineData("[include]\npath = ../shared.config\n", "shared.config")]
    [InlineData("[includeIf \"onbranch:main\"]\n path = more/config\n", ".git/more/config")]
    [InlineData("[core]\nhooksPath = hk # where they are\n", "hk")]
    [InlineData("[core]\nhooksPath = \"h\"k ; where they are\n", "hk")]
    [InlineData("\uFEFF[core]\nhooksPath = hk\n", "hk")]
    [InlineData("[core]\nhooksPath = hk \"\" \n", "hk ")]
    [InlineData("[core]\nhooksPath = h\\\nk\n", "hk")]
    [InlineData("[core]\r\nhooksPath = \"my hooks \"\r\n", "my hooks ")]
    [InlineData("[core]\n\tfileMode = true # yes\n\n; more\n[CORE]\n HOOKSPATH=a\\\\b\n", "a\\b")]
    public void What_a_configuration_names_in_the_project_is_named(string configuration, string named)
    {
        Write(".git/config", configuration);
        Assert.Contains(named, Found());
    }

    [Fact]
    public void What_an_included_configuration_names_is_named_too()
    {
        Write(".git/config", "[include]\n\tpath = ../.gitconfig\n");
        Write(".gitconfig", "[core]\n\thooksPath = .githooks\n[include]\npath = .gitconfig\n");
        Assert.Superset(new HashSet<string> { ".gitconfig", ".githooks" }, Found().ToHashSet());
    }

    [Fact]
    public void Configurations_that_include_each_other_many_times_are_read_once()
    {
        string both = string.Concat(Enumerable.Repeat("[include]\npath = config\npath = other\n", 20));
        Write(".git/other", both + "[core]\nhooksPath = .githooks\n");
        Write(".git/config", both);
        Assert.Contains(".githooks", Found());
    }

    [Fact]
    public void What_a_person_s_own_configuration_names_in_every_repository_is_named()
    {
        Write(".git/HEAD", "ref: x\n");
        Write("own", "[core]\nhooksPath = .githooks\n");
        GitPlaces places = new(project, Path.Combine(project, "own"));
        places.LookAt(".git", "");
        Assert.Contains(".githooks", places.Names);
    }

    [Fact]
    public void What_a_person_s_own_configuration_names_by_their_home_is_named_where_the_project_has_it()
    {
        string home = Path.GetDirectoryName(project)!;
        Write("own", $"[core]\nhooksPath = ~/{Path.GetFileName(project)}/.hooks\n[include]\npath = ~/elsewhere\n");
        GitPlaces places = new(project, Path.Combine(project, "own")) { Home = home };
        places.LookAt(".git", "");
        Assert.Equal([.. Found().Append(".hooks").Append("own").Order(StringComparer.Ordinal)], places.Names);
    }

    [Fact]
    public void A_person_s_own_configuration_that_is_kept_in_the_project_is_named()
    {
        Write("dots/gitconfig", "[user]\nname = x\n");
        Write("home/x", "");
        File.CreateSymbolicLink(Path.Combine(project, "home/.gitconfig"), "../dots/gitconfig");
        GitPlaces places = new(project, Path.Combine(project, "home/.gitconfig"));
        places.LookAt(".git", "");
        Assert.Contains("dots/gitconfig", places.Names);
    }

    [Fact]
    public void What_is_named_by_another_way_into_the_project_is_named()
    {
        string way = project + "-way";
        File.CreateSymbolicLink(way, project);
        try
        {
            Write(".git/config", $"[core]\nhooksPath = {way}/.hooks\n");
            Assert.Contains(".hooks", Found());
        }
        finally
        {
            File.Delete(way);
        }
    }

    [Theory]
    [InlineData("/h", null, "/h/.config/git/config")]
    [InlineData("/h", "", "/h/.config/git/config")]
    [InlineData("/h", "/x", "/x/git/config")]
    public void A_person_s_own_configuration_lies_where_git_looks_for_it(string home, string? settings, string expected) =>
        Assert.Equal(["/etc/gitconfig", expected, "/h/.gitconfig"], GitPlaces.PersonalIn(home, settings));

    [Theory]
    [InlineData("[core]\nhooksPath = ~/hooks\n")]
    [InlineData("[core]\n# hooksPath = hooks\n")]
    [InlineData("[core]\nname = \"\nhooksPath\n")]
    [InlineData("[")]
    [InlineData("[core]\nhooksPath = \\")]
    [InlineData("[core]\nhooksPath = ../hooks\n")]
    [InlineData("[core]\nhooksPath = /usr/share/hooks\n")]
    [InlineData("[core]\nhooksPath = .\n")]
    [InlineData("[other]\nhooksPath = hooks\npath = file\n")]
    [InlineData("[core]\nhooksPath\n=")]
    public void What_a_configuration_names_elsewhere_is_not(string configuration)
    {
        string[] before = Found();
        Write(".git/config", configuration);
        Assert.Equal(before, Found());
    }

    [Fact]
    public void More_repositories_than_the_limit_are_refused_and_not_left_open()
    {
        SeenDirectory[] many = [.. Enumerable.Range(0, GitPlaces.RepositoryLimit).Select(number => new SeenDirectory($"r{number}", [".git"], false, 0))];
        Found(many[1..]);
        Assert.Equal("environments/too-many-protected", Assert.Throws<NukaException>(() => Found(many)).Problem.Code);
    }

    [Theory]
    [InlineData("project/.git/config")]
    [InlineData("project/.git/config.worktree")]
    [InlineData("project/included")]
    [InlineData("project/not/there/yet")]
    [InlineData("outside/dots/gitconfig")]
    [InlineData("outside/own")]
    [InlineData("outside/hooks")]
    [InlineData("project/sub/.git")]
    public void A_change_of_what_says_which_hooks_git_runs_is_noticed(string changed)
    {
        string outside = Directory.CreateTempSubdirectory("nuka-outside-").FullName;
        try
        {
            Write(".git/config", $"[include]\npath = ../included\n[include]\npath = ../not/there/yet\n[core]\nhooksPath = {outside}/hooks\n");
            Write("included", "");
            Write("sub/.git", "gitdir: ../.git/one\n");
            Directory.CreateDirectory(outside + "/dots");
            File.WriteAllText(outside + "/dots/gitconfig", "[user]\n");
            File.CreateSymbolicLink(outside + "/own", "dots/gitconfig");
            File.CreateSymbolicLink(outside + "/hooks", project + "/.hooks");
            GitPlaces places = new(project, outside + "/own");
            places.LookAt(".git", "");
            places.Look(new SeenDirectory("sub", [".git"], false, 0));
            Assert.Contains(".hooks", places.Names);
            Assert.All(places.Observed, entry => Assert.Equal(entry, FreshnessEntry.Observe(entry.Path)));
            Assert.Equal(places.Observed.Length, places.Observed.Select(entry => entry.Path).Distinct().Count());
            string path = changed.Replace("outside", outside, StringComparison.Ordinal).Replace("project", project, StringComparison.Ordinal);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(path);
            File.WriteAllText(path, "[core]\nhooksPath = .githooks\n");
            Assert.Contains(places.Observed, entry => entry != FreshnessEntry.Observe(entry.Path));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Theory]
    [InlineData("/nowhere/")]
    [InlineData("//nowhere/../x//")]
    [InlineData("/")]
    [InlineData("a/")]
    public void However_a_configuration_writes_a_path_it_is_observed_as_a_plan_writes_it(string path)
    {
        Write(".git/config", $"[include]\npath = {path}\n[core]\nhooksPath = {path}\n");
        GitPlaces places = new(project);
        places.LookAt(".git", "");
        Assert.All(places.Observed, entry => Assert.Equal(Path.GetFullPath(entry.Path).TrimEnd('/'), entry.Path));
    }

    [Fact]
    public void What_the_configuration_of_one_worktree_names_is_named()
    {
        Write(".git/config", "[extensions]\nworktreeConfig = true\n");
        Write(".git/config.worktree", "[core]\nhooksPath = .githooks\n");
        Assert.Contains(".githooks", Found());
    }

    [Fact]
    public void More_configurations_than_a_start_can_compare_are_refused()
    {
        Write(".git/config", string.Concat(Enumerable.Range(0, GitPlaces.ObservedLimit + 1).Select(number => $"[include]\npath = /nowhere/{number}\n")));
        Assert.Equal("environments/too-many-protected", Assert.Throws<NukaException>(() => Found()).Problem.Code);
    }

    private string[] Found(params SeenDirectory[] directories)
    {
        GitPlaces places = new(project);
        places.LookAt(".git", "");
        Array.ForEach(directories, places.Look);
        return [.. places.Names];
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(project, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
