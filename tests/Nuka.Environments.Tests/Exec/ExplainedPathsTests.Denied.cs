using Nuka.Environments.Exec;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Tests.Exec;

/// <content>What was denied.</content>
public sealed partial class ExplainedPathsTests
{
    [Theory]
    [InlineData("project/secrets", "project/secrets/")]
    [InlineData("project/secrets/key", "project/secrets/key")]
    [InlineData("project/link", "project/secrets/")]
    [InlineData("project/link/key", "project/secrets/key")]
    [InlineData("open/a", "open/a/ mine/a/")]
    [InlineData("mine/a", "open/a/ mine/a/")]
    [InlineData("project/none", "")]
    [InlineData("elsewhere", "")]
    [InlineData("project/dangling", "")]
    [InlineData("project/circle", "")]
    [InlineData("project/secrets project/secrets/key", "project/secrets/")]
    public void What_is_denied_below_the_project_or_a_grant_is_hidden_wherever_it_would_be_seen(string paths, string hidden)
    {
        foreach (string name in (string[])["project/secrets", "open/a", "elsewhere"])
        {
            Directory.CreateDirectory(Path.Combine(here, name));
        }

        File.WriteAllText(Path.Combine(here, "project/secrets/key"), "");
        File.CreateSymbolicLink(Path.Combine(here, "project/link"), "secrets");
        File.CreateSymbolicLink(Path.Combine(here, "project/dangling"), "nothing");
        File.CreateSymbolicLink(Path.Combine(here, "project/circle"), "circle");
        File.CreateSymbolicLink(Path.Combine(here, "mine"), "open");
        granted = PermissionSet.Of([new Permission(PermissionKind.Path, Path.Combine(here, "open:rw")), new Permission(PermissionKind.Path, Path.Combine(here, "mine:ro"))]);
        denied = [.. paths.Split(' ').Select(path => Path.Combine(here, path))];
        ExecPlan plan = Plan();
        BindMount[] hiding = [.. plan.Sandbox.Mounts.OfType<BindMount>().Where(mount => mount.Source.Contains("/state/hidden-v1/", StringComparison.Ordinal))];
        Assert.Equal(
            hidden.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            hiding.Select(mount => Path.GetRelativePath(here, mount.Target) + (mount.IsFile ? "" : "/")).Order(StringComparer.Ordinal));
        Assert.All(hiding, mount => Assert.Contains(plan.Reaches, reach => reach.What.StartsWith(mount.Target + " (hidden", StringComparison.Ordinal)));
        Assert.All(hiding, mount => Assert.True(mount.StaysInPlace));
        Assert.All(denied, path => Assert.Contains(plan.Sandbox.Freshness, entry => entry.Path == path));
        bool isNothing = hidden.Length == 0 && paths.StartsWith("project/", StringComparison.Ordinal);
        Assert.Equal(isNothing ? denied : [], plan.MissingDenied);
        Assert.Equal(isNothing, plan.Reaches.Any(reach => reach.What == $"{denied[0]} is not hidden"));
    }

    [Fact]
    public void A_grant_that_leads_to_what_is_denied_is_none()
    {
        Directory.CreateDirectory(Path.Combine(here, "open/a"));
        File.CreateSymbolicLink(Path.Combine(here, "mine"), "open");
        granted = PermissionSet.Of([new Permission(PermissionKind.Path, Path.Combine(here, "mine:rw"))]);
        denied = [Path.Combine(here, "open")];
        Assert.DoesNotContain(Plan().Sandbox.Mounts, mount => mount.Target == Path.Combine(here, "mine"));
    }

    [Theory]
    [InlineData("home/.npmrc", "home/.npmrc")]
    [InlineData("home/.npmrc", "home")]
    [InlineData("home/secrets/npmrc", "home/.npmrc")]
    [InlineData("home/secrets/npmrc", "home/secrets")]
    [InlineData("home/secrets/npmrc", "way")]
    public void Denied_settings_of_a_package_manager_are_not_shown(string file, string path)
    {
        string shown = Path.Combine(here, "home/.npmrc");
        LayFile(file, shown, "registry=https://registry.example/\n");
        Assert.Contains(Plan().Sandbox.Mounts, mount => mount.Target == shown);
        File.CreateSymbolicLink(Path.Combine(here, "way"), "home/secrets");
        denied = [Path.Combine(here, path)];
        Assert.DoesNotContain(Plan().Sandbox.Mounts, mount => mount.Target == shown);
    }

    [Theory]
    [InlineData("NODE_EXTRA_CA_CERTS", "ca.pem")]
    [InlineData("NODE_EXTRA_CA_CERTS", "secrets")]
    [InlineData("GIT_SSL_CAINFO", "secrets/ca.pem")]
    [InlineData("SSL_CERT_FILE", "secrets")]
    [InlineData("SSL_CERT_DIR", "secrets/ca.pem")]
    public void A_denied_file_that_a_variable_names_by_a_link_is_neither_shown_nor_named(string variable, string path)
    {
        string link = Path.Combine(here, "ca.pem");
        LayFile("secrets/ca.pem", link, "none");
        Assert.Contains(Plan(KeyValuePair.Create(variable, link)).Sandbox.Mounts, mount => mount.Target == link);
        denied = [Path.Combine(here, path)];
        ExecPlan plan = Plan(KeyValuePair.Create(variable, link));
        Assert.DoesNotContain(plan.Sandbox.Mounts, mount => mount.Target == link);
        Assert.DoesNotContain(variable, plan.Sandbox.Environment.Keys);
        Assert.DoesNotContain(plan.Reaches, reach => reach.What.Contains(link, StringComparison.Ordinal));
    }

    [Fact]
    public void A_denied_file_of_certificates_stays_hidden_in_the_project()
    {
        string file = Path.Combine(here, "project/secret/ca.pem");
        LayFile("project/secret/ca.pem", file, "none");
        denied = [Path.GetDirectoryName(file)!];
        ExecPlan plan = Plan(KeyValuePair.Create("SSL_CERT_FILE", file));
        Assert.DoesNotContain(plan.Sandbox.Mounts, mount => mount.Target == file);
        Assert.DoesNotContain("SSL_CERT_FILE", plan.Sandbox.Environment.Keys);
    }

    [Theory]
    [InlineData("PIP_FIND_LINKS", "wheels/part")]
    [InlineData("PIP_FIND_LINKS", "way/part")]
    [InlineData("SSL_CERT_DIR", "wheels/part")]
    public void What_is_denied_of_a_directory_that_a_variable_names_is_hidden_in_it(string variable, string path)
    {
        Directory.CreateDirectory(Path.Combine(here, "wheels/part"));
        string way = Path.Combine(here, "way");
        File.CreateSymbolicLink(way, "wheels");
        denied = [Path.Combine(here, path)];
        ExecPlan plan = Plan(KeyValuePair.Create(variable, way));
        BindMount shown = Assert.Single(plan.Sandbox.Mounts.OfType<BindMount>(), mount => mount.Target == way);
        Assert.Equal((Path.Combine(here, "wheels"), true), (shown.Source, shown.IsResolved));
        BindMount hiding = plan.Sandbox.Mounts.OfType<BindMount>().Last();
        Assert.Equal((way + "/part", true), (hiding.Target, hiding.StaysInPlace));
        Assert.Contains(plan.Reaches, reach => reach.What.StartsWith(hiding.Target + " (hidden", StringComparison.Ordinal));
        Assert.Contains(plan.Sandbox.Freshness, entry => entry.Path == way);
    }

    [Fact]
    public void Of_denied_settings_no_credentials_are_said_to_be_shown()
    {
        string file = Path.Combine(here, "home/.npmrc");
        LayFile("home/.npmrc", file, "//registry.example/:_authToken=one\n");
        command = "npm";
        Assert.Contains(Plan().Reaches, reach => reach.What == "credentials: ~/.npmrc (npm)");
        denied = [file];
        Assert.DoesNotContain(Plan().Reaches, reach => reach.What.StartsWith("credentials:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("project", "", true)]
    [InlineData("project/sub", "sub", true)]
    [InlineData("project/sub", "sub/deeper", true)]
    [InlineData("project/sub", "", false)]
    [InlineData("", "", false)]
    public void The_directory_that_the_program_starts_in_cannot_be_denied(string path, string start, bool isRefused)
    {
        Directory.CreateDirectory(Path.Combine(here, "project/sub/deeper"));
        this.start = start;
        denied = [Path.Combine(here, path).TrimEnd('/')];
        if (isRefused)
        {
            Assert.Equal("environments/denied-project", Assert.Throws<NukaException>(() => Plan()).Problem.Code);
        }
        else
        {
            Assert.Contains(Plan().Sandbox.Mounts, mount => mount.Target == Path.Combine(here, "project"));
        }
    }
}
