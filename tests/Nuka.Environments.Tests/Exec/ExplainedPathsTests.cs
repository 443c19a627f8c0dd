using System.Collections.Immutable;
using Nuka.Environments.Exec;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Processes;
using Nuka.Platform.State;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Tests.Exec;

public sealed partial class ExplainedPathsTests : IDisposable
{
    private readonly string here = Directory.CreateTempSubdirectory("nuka-explained-").FullName;

    private ImmutableArray<SeenDirectory> directories = [];
    private ImmutableArray<string> layers = [];
    private Account account = Account.Current;
    private string start = "";
    private string command = "true";
    private string[] denied = [];
    private PermissionSet granted = PermissionSet.Empty;
    private ImmutableSortedDictionary<string, string> inner = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(here, recursive: true);

    [Theory]
    [InlineData("NODE_EXTRA_CA_CERTS")]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("GIT_SSL_CAINFO")]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("CURL_CA_BUNDLE")]
    public void A_file_of_certificates_that_a_variable_names_is_passed_on_and_explained_once(string variable)
    {
        string file = Path.Combine(here, "authorities.pem");
        File.WriteAllText(file, "none");
        ExecPlan plan = Plan(KeyValuePair.Create(variable, file));
        Assert.Equal(file, plan.Sandbox.Environment[variable]);
        Assert.Single(plan.Sandbox.Mounts, mount => mount.Target == file);
        Assert.Equal($"named by ${variable}", Assert.Single(plan.Reaches, reach => reach.What.StartsWith(file, StringComparison.Ordinal)).Why);
    }

    [Theory]
    [InlineData("PIP_FIND_LINKS", "wheels/")]
    [InlineData("PIP_FIND_LINKS", "other/..//wheels")]
    [InlineData("SSL_CERT_DIR", "wheels/")]
    [InlineData("SSL_CERT_DIR", "other/..//wheels")]
    public void However_a_variable_writes_a_path_it_is_shown_at_its_one_place(string variable, string path)
    {
        Directory.CreateDirectory(Path.Combine(here, "wheels"));
        string value = Path.Combine(here, path);
        SandboxPlan plan = Plan(KeyValuePair.Create(variable, value)).Sandbox;
        Assert.Equal(value, plan.Environment[variable]);
        string[] known = [.. plan.Mounts.Select(mount => mount.Target).Concat(plan.Freshness.Select(entry => entry.Path))];
        Assert.Contains(Path.Combine(here, "wheels"), known);
        Assert.DoesNotContain(known, one => one.EndsWith('/') || one.Contains("//", StringComparison.Ordinal) || one.Contains("/..", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1000, false)]
    public void Only_where_root_runs_files_get_no_set_id_bits_and_owners_are_pretended(uint user, bool isRoots)
    {
        account = new Account(user, user);
        SystemCallPolicy policy = Plan().Sandbox.SystemCalls;
        Assert.Equal((isRoots, isRoots), (policy.RefusesSetId, policy.PretendsForeignOwners));
    }

    [Fact]
    public void What_other_tools_obey_below_is_protected_but_settings_of_editors_not_where_tools_fill_a_directory()
    {
        foreach (string name in (string[])["sub/.git/config", "sub/.envrc", "node_modules/one/.envrc", "node_modules/one/.git/config"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(here, "project", name))!);
            File.WriteAllText(Path.Combine(here, "project", name), string.Empty);
        }

        directories = [new SeenDirectory("sub", [".git", ".envrc"], false, 0), new SeenDirectory("node_modules/one", [".git", ".envrc"], true, 0)];
        string[] expected = ["node_modules/one/.git/config", "sub/.envrc", "sub/.git/config"];
        Assert.Equal(expected.Select(name => Path.Combine(here, "project", name)), Plan().Sandbox.ProtectedPaths);
        directories = [new SeenDirectory("sub", [.. Enumerable.Range(0, PlanLimits.ProtectedBelow + 1).Select(_ => ".envrc")], false, 0)];
        Assert.Equal("environments/too-many-protected", Assert.Throws<NukaException>(() => Plan()).Problem.Code);
    }

    [Theory]
    [InlineData(".claude/settings.json", ".claude")]
    [InlineData(".cursor/mcp.json", ".cursor")]
    [InlineData(".mcp.json", ".mcp.json")]
    [InlineData(".hg/hgrc", ".hg/hgrc")]
    [InlineData(".hg/requires", ".hg/requires")]
    [InlineData(".jj/repo/config.toml", ".jj/repo/config.toml")]
    [InlineData(".jj/repo/store/git_target", ".jj/repo/store/git_target")]
    [InlineData(".jj/workspace-config.toml", ".jj/workspace-config.toml")]
    [InlineData(".jj/repo", ".jj/repo")]
    [InlineData(".hg/store/data", null)]
    [InlineData(".jj/repo/op_store/operations", null)]
    public void Settings_of_agents_and_what_other_repositories_obey_are_protected_at_the_top_and_below(string name, string? kept)
    {
        foreach (string at in (string[])["project", "project/sub"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(here, at, name))!);
            File.WriteAllText(Path.Combine(here, at, name), string.Empty);
        }

        directories = [new SeenDirectory("", [name.Split('/')[0]], false, 0), new SeenDirectory("sub", [name.Split('/')[0]], false, 0)];
        IEnumerable<string> expected = kept is null ? [] : new[] { kept, $"sub/{kept}" }.Select(path => Path.Combine(here, "project", path));
        SandboxPlan plan = Plan().Sandbox;
        Assert.Equal(expected, plan.ProtectedPaths.Where(path => path.Contains('/' + name.Split('/')[0], StringComparison.Ordinal)));
        Assert.Equal(kept != ".hg/hgrc", plan.WatchedPaths.Contains(Path.Combine(here, "project/.hg/hgrc")));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(".jj/other", true)]
    [InlineData(".jj/repo/other", false)]
    public void A_file_that_leads_to_a_repository_elsewhere_is_watched_for_where_none_is(string? file, bool isWatched)
    {
        foreach (string at in (string[])["project", "project/sub"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(here, at, file ?? "file"))!);
            File.WriteAllText(Path.Combine(here, at, file ?? "file"), string.Empty);
        }

        directories = file is null ? [] : [new SeenDirectory("", [".jj"], false, 0), new SeenDirectory("sub", [".jj"], false, 0)];
        string[] expected = !isWatched ? [] : file is null ? [".jj/repo"] : [".jj/repo", "sub/.jj/repo"];
        Assert.Equal(
            expected.Select(name => Path.Combine(here, "project", name)),
            Plan().Sandbox.WatchedPaths.Where(path => path.EndsWith(".jj/repo", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("project/.git/config")]
    [InlineData("home/dots/gitconfig")]
    [InlineData("xdg/git/config")]
    public void A_kept_plan_is_stale_when_git_is_told_of_another_directory_of_hooks(string changed)
    {
        LayFile("project/.githooks/pre-commit", Path.Combine(here, "project/.githooks/pre-commit"), "");
        LayFile("home/dots/gitconfig", Path.Combine(here, "home/.gitconfig"), "");
        string hooks = Path.Combine(here, "project/.githooks");
        SandboxPlan plan = Plan(KeyValuePair.Create("XDG_CONFIG_HOME", Path.Combine(here, "xdg"))).Sandbox;
        Assert.DoesNotContain(hooks, plan.ProtectedPaths);
        Assert.Empty(Stale());
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(here, changed))!);
        File.WriteAllText(Path.Combine(here, changed), "[core]\nhooksPath = .githooks\n");
        Assert.Contains(Stale(), entry => entry.Path == Path.Combine(here, changed));
        Assert.Contains(hooks, Plan(KeyValuePair.Create("XDG_CONFIG_HOME", Path.Combine(here, "xdg"))).Sandbox.ProtectedPaths);

        IEnumerable<FreshnessEntry> Stale() => plan.Freshness.Where(entry => FreshnessEntry.Observe(entry.Path) != entry);
    }

    [Theory]
    [InlineData("PIP_CERT", "middle")]
    [InlineData("PIP_CERT", "file")]
    [InlineData("PIP_FIND_LINKS", "middle")]
    [InlineData("SSL_CERT_FILE", "middle")]
    [InlineData("SSL_CERT_DIR", "middle")]
    [InlineData("", "middle")]
    [InlineData(".npmrc", "middle")]
    [InlineData(".npmrc", "file")]
    public void A_kept_plan_is_stale_when_a_link_on_the_way_leads_elsewhere_or_what_it_leads_to_changes(string name, string changed)
    {
        string way = Path.Combine(here, name == ".npmrc" ? "home/.npmrc" : "way");
        LayFile("file", Path.Combine(here, "middle"), "registry=https://registry.example/\n");
        Directory.CreateDirectory(Path.GetDirectoryName(way)!);
        File.CreateSymbolicLink(way, Path.Combine(here, "middle"));
        denied = name.Length == 0 ? [way] : [];
        SandboxPlan plan = Plan(KeyValuePair.Create(name, way)).Sandbox;
        Assert.Empty(Stale());
        File.Delete(Path.Combine(here, changed));
        Directory.CreateDirectory(Path.Combine(here, changed));
        Assert.Contains(Stale(), entry => entry.Path == Path.Combine(here, changed));

        IEnumerable<FreshnessEntry> Stale() => plan.Freshness.Where(entry => FreshnessEntry.Observe(entry.Path) != entry);
    }

    [Theory]
    [InlineData(null, "/usr/bin/true")]
    [InlineData("/usr/sbin:/usr/bin", "/usr/bin/true")]
    [InlineData("/usr/local/bin:/usr/bin", "/usr/local/bin/true")]
    [InlineData("/project/bin:/usr/bin", null)]
    [InlineData("bin:/usr/bin", null)]
    [InlineData(":/usr/bin", null)]
    [InlineData("/usr/sbin", null)]
    public void Where_the_command_stands_is_said_only_as_far_as_PATH_leads_through_the_root_alone(string? path, string? place)
    {
        foreach (string name in (string[])["one/usr/bin/true", "two/usr/local/bin/true", "two/usr/sbin/other"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(here, name))!);
            File.WriteAllText(Path.Combine(here, name), string.Empty);
        }

        layers = path?.Contains("local", StringComparison.Ordinal) == true ? [Path.Combine(here, "one"), Path.Combine(here, "two")] : [Path.Combine(here, "one")];
        inner = path is null ? inner : inner.Add("PATH", path);
        Assert.Equal(place, Plan().Sandbox.Program);
    }

    [Theory]
    [InlineData("a:ro", "a/b:rw", "a/b/c:ro")]
    [InlineData("a:rw", "a/b:ro", "a/b/c:rw")]
    [InlineData("a:rw", "a/b:ro", "a-b:ro")]
    public void Of_two_grants_the_inner_one_is_mounted_later(params string[] grants)
    {
        Directory.CreateDirectory(Path.Combine(here, "a/b/c"));
        Directory.CreateDirectory(Path.Combine(here, "a-b"));
        granted = PermissionSet.Of(grants.Select(grant => new Permission(PermissionKind.Path, Path.Combine(here, grant))));
        BindMount[] binds = [.. Plan().Sandbox.Mounts.OfType<BindMount>().Where(bind => grants.Any(grant => bind.Target == Path.Combine(here, grant[..^3])))];
        Assert.Equal(3, binds.Length);
        Assert.All(binds.SelectMany((bind, index) => binds[..index].Select(earlier => (earlier, bind))), pair =>
            Assert.False(pair.earlier.Target.StartsWith(pair.bind.Target + "/", StringComparison.Ordinal), $"{pair.bind.Target} hides {pair.earlier.Target}"));
        Assert.All(binds, bind => Assert.Contains(
            $"{Path.GetRelativePath(here, bind.Target)}:{(bind.Access == BindAccess.Write ? "rw" : "ro")}", grants));
    }

    [Theory]
    [InlineData("open/link", "open/link")]
    [InlineData("open/link/below", "open/link")]
    [InlineData("safe", "open/link")]
    [InlineData("project/link", "project/link")]
    public void A_grant_that_leads_through_a_link_which_a_program_may_have_laid_is_refused(string path, string link)
    {
        Directory.CreateDirectory(Path.Combine(here, "secret/below"));
        Directory.CreateDirectory(Path.Combine(here, "open"));
        Directory.CreateDirectory(Path.Combine(here, "project"));
        File.CreateSymbolicLink(Path.Combine(here, "open/link"), "../secret");
        File.CreateSymbolicLink(Path.Combine(here, "project/link"), Path.Combine(here, "secret"));
        File.CreateSymbolicLink(Path.Combine(here, "safe"), "open/link");
        Permission read = new(PermissionKind.Path, Path.Combine(here, path) + ":ro");
        granted = PermissionSet.Of([read, new Permission(PermissionKind.Path, Path.Combine(here, "open:rw"))]);
        Problem problem = Assert.Throws<NukaException>(() => Plan()).Problem;
        Assert.Equal("environments/link-in-grant", problem.Code);
        Assert.StartsWith(Path.Combine(here, link) + " is a link", problem.Reasons[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/bin", "/usr/bin")]
    [InlineData("/usr", "/usr")]
    [InlineData("/usr/lib", "/usr/lib")]
    [InlineData("/etc", "/etc")]
    [InlineData("/dev", "/dev")]
    [InlineData("/proc", "/proc")]
    [InlineData("/proc/sys", "/proc/sys")]
    [InlineData("/run", "/run")]
    [InlineData("/var/run", "/run")]
    public void Where_the_environment_is_itself_nothing_of_the_machine_can_be_granted(string path, string place)
    {
        LayLinks();
        granted = PermissionSet.Of([new Permission(PermissionKind.Path, path + ":ro")]);
        Problem problem = Assert.Throws<NukaException>(() => Plan()).Problem;
        Assert.Equal("environments/reserved-path", problem.Code);
        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(place, problem.Reasons[0], StringComparison.Ordinal);
        Assert.NotEmpty(problem.Hints);
    }

    [Theory]
    [InlineData("/etc/ssl", "/etc/ssl")]
    [InlineData("/usr/share", "/usr/share")]
    [InlineData("/usr/local", "/usr/local")]
    [InlineData("/bin/sh", "/usr/bin/sh")]
    [InlineData("/var", "/var")]
    public void A_part_of_the_machines_system_is_seen_where_its_path_leads_inside(string path, string place)
    {
        LayLinks();
        granted = PermissionSet.Of([new Permission(PermissionKind.Path, path + ":ro")]);
        Assert.Contains(Plan().Sandbox.Mounts.OfType<BindMount>(), mount => mount.Target == place && mount.IsResolved);
    }

    [Fact]
    public void Of_two_grants_the_inner_one_is_mounted_later_through_links_of_the_root_too()
    {
        LayLinks();
        string layer = Path.Combine(here, "one");
        Directory.CreateDirectory(layer + here);
        File.CreateSymbolicLink(layer + here + "/short", Path.Combine(here, "much/longer"));
        Directory.CreateDirectory(Path.Combine(here, "short/a/b"));
        Directory.CreateDirectory(Path.Combine(here, "much/longer/a"));
        granted = PermissionSet.Of([new Permission(PermissionKind.Path, Path.Combine(here, "short/a/b:rw")), new Permission(PermissionKind.Path, Path.Combine(here, "much/longer/a:ro"))]);
        Assert.Equal(
            ["much/longer/a", "much/longer/a/b"],
            Plan().Sandbox.Mounts.OfType<BindMount>().Where(mount => mount.Target.Contains("/longer/", StringComparison.Ordinal)).Select(mount => Path.GetRelativePath(here, mount.Target)));
    }

    [Theory]
    [InlineData("circle:rw")]
    [InlineData("circle/below:rw")]
    [InlineData("circle:ro")]
    [InlineData("nothing:rw")]
    [InlineData("dangling:rw")]
    public void A_grant_of_what_is_not_there_is_refused_be_it_a_circle_of_links(string grant)
    {
        File.CreateSymbolicLink(Path.Combine(here, "circle"), "circle");
        File.CreateSymbolicLink(Path.Combine(here, "dangling"), "nothing");
        granted = PermissionSet.Of([new Permission(PermissionKind.Path, Path.Combine(here, grant))]);
        Assert.Equal("environments/missing-path", Assert.Throws<NukaException>(() => Plan()).Problem.Code);
    }

    [Fact]
    public void A_grant_through_a_link_of_the_persons_own_is_what_it_led_to_when_it_was_planned()
    {
        string real = Directory.CreateDirectory(Path.Combine(here, "real")).FullName;
        File.CreateSymbolicLink(Path.Combine(here, "mine"), "real");
        granted = PermissionSet.Of([new Permission(PermissionKind.Path, Path.Combine(here, "mine:rw"))]);
        BindMount bind = Assert.Single(Plan().Sandbox.Mounts.OfType<BindMount>(), mount => mount.Target == Path.Combine(here, "mine"));
        Assert.Equal((real, true), (bind.Source, bind.IsResolved));
    }

    /// <summary>A file, and a link to it where it is looked for.</summary>
    private void LayFile(string name, string link, string text)
    {
        string file = Path.Combine(here, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.WriteAllText(file, text);
        if (file != link)
        {
            File.CreateSymbolicLink(link, file);
        }
    }

    private void LayLinks()
    {
        string layer = Directory.CreateDirectory(Path.Combine(here, "one")).FullName;
        Directory.CreateDirectory(Path.Combine(layer, "usr/bin"));
        Directory.CreateDirectory(Path.Combine(layer, "var"));
        File.CreateSymbolicLink(Path.Combine(layer, "bin"), "usr/bin");
        File.CreateSymbolicLink(Path.Combine(layer, "var/run"), "../run");
        layers = [layer];
    }

    private ExecPlan Plan(params KeyValuePair<string, string>[] variables)
    {
        string project = Directory.CreateDirectory(Path.Combine(here, "project")).FullName;
        return ExecPlanner.Plan(new ExecRequest
        {
            ProjectDirectory = project,
            WorkingDirectory = Path.Combine(project, start),
            Command = [command],
            Directories = directories,
            Root = new EnvironmentRoot(layers, null),
            Variables = inner,
            Permissions = PermissionDecision.Make(PermissionSet.Of([]), granted, PermissionSet.Of([]), PermissionSet.Of(denied.Select(path => new Permission(PermissionKind.Path, path + ":ro")))),
            Host = new HostFacts
            {
                Account = account,
                UserName = "somebody",
                HomeDirectory = Path.Combine(here, "home"),
                Variables = variables.ToImmutableDictionary(),
            },
            State = new StateDirectory(Path.Combine(here, "state")),
            Tools = new SandboxTools("/launcher", "/bwrap", null),
        });
    }
}
