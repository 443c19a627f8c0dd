using System.Collections.Immutable;
using System.Diagnostics;
using Nuka.Environments.Exec;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Platform.Processes;
using Nuka.Platform.State;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Tests.Host;

/// <summary>A machine whose files are none: a pipe that would be waited for, a directory that cannot be mounted on a file.</summary>
public sealed class OddHostFilesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string here = Directory.CreateTempSubdirectory("nuka-odd-").FullName;

    private ImmutableDictionary<string, string> variables = ImmutableDictionary<string, string>.Empty;
    private string network = "host";

    public OddHostFilesTests() => Directory.CreateDirectory(Path.Combine(here, "host/etc"));

    public static TheoryData<string, string> Oddities => new()
    {
        { "pipe", "it is no regular file" },
        { "directory", "it is a directory" },
        { "circle", "its links lead in a circle" },
        { "device", "it is no regular file" },
    };

    public void Dispose() => Directory.Delete(here, recursive: true);

    [Theory]
    [MemberData(nameof(Oddities))]
    public void What_is_no_file_is_left_out_told_and_watched(string kind, string why)
    {
        string[] names = ["/etc/resolv.conf", "/etc/hosts", "/etc/localtime"];
        Array.ForEach(names, name => Lay(kind, here + "/host" + name));
        foreach (string stated in (string[])["host", "internet"])
        {
            network = stated;
            ExecPlan plan = Plan();
            Assert.DoesNotContain(plan.Sandbox.Mounts.OfType<BindMount>(), mount => names.Contains(mount.Target));
            foreach (string name in names)
            {
                Assert.Equal(stated == "host" || name != "/etc/resolv.conf", plan.Reaches.Contains(new Reach($"{here}/host{name} is left out", why)));
                Assert.Contains(plan.Sandbox.Freshness, entry => entry.Path == $"{here}/host{name}" && entry.Exists);
            }
        }
    }

    [Theory]
    [InlineData("file")]
    [InlineData("dangling")]
    [InlineData("nothing")]
    public void A_file_is_shown_and_one_that_is_not_there_will_be_when_it_is(string kind)
    {
        string[] names = ["/etc/resolv.conf", "/etc/hosts", "/etc/localtime"];
        Array.ForEach(names, name => Lay(kind, here + "/host" + name));
        ExecPlan plan = Plan();
        Assert.All(names, name => Assert.Contains(
            plan.Sandbox.Mounts.OfType<BindMount>(), mount => (mount.Target, mount.Source, mount.Optional) == (name, $"{here}/host{name}", true)));
        Assert.DoesNotContain(plan.Reaches, reach => reach.What.EndsWith("is left out", StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains(
            plan.Sandbox.Freshness, entry => entry.Path == $"{here}/host{name}" && entry.Exists == (kind != "nothing")));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    public void A_file_of_the_machine_that_becomes_another_thing_makes_a_kept_plan_stale(string kind)
    {
        Lay("file", here + "/host/etc/hosts");
        Lay("file", here + "/host/run/resolver");
        File.CreateSymbolicLink(here + "/host/etc/resolv.conf", "../run/resolver");
        ImmutableArray<FreshnessEntry> kept = Plan().Sandbox.Freshness;
        Assert.Empty(Stale());
        foreach (string name in (string[])["/etc/hosts", "/run/resolver"])
        {
            File.Delete(here + "/host" + name);
            Lay(kind, here + "/host" + name);
            Assert.Equal(here + "/host" + name, Assert.Single(Stale()));
            kept = Plan().Sandbox.Freshness;
        }

        // What the launcher asks of each entry.
        IEnumerable<string> Stale() => kept.Where(entry => FreshnessEntry.Observe(entry.Path) != entry with { IsOwn = false })
            .Select(entry => entry.Path);
    }

    [Theory]
    [MemberData(nameof(Oddities))]
    public void Settings_of_package_managers_that_are_no_files_are_left_out(string kind, string why)
    {
        string[] names = [".npmrc", ".netrc", ".config/pip/pip.conf"];
        Array.ForEach(names, name => Lay(kind, Path.Combine(here, "home", name)));
        Lay(kind, here + "/odd.pem");
        variables = variables.Add("NODE_EXTRA_CA_CERTS", here + "/odd.pem").Add("SSL_CERT_FILE", here + "/odd.pem").Add("PIP_CONFIG_FILE", "/dev/null");
        bool isDirectory = kind == "directory";
        ExecPlan plan = Plan();
        Assert.All(names, name => Assert.Single(plan.Reaches, new Reach($"{here}/home/{name} is left out", why)));
        Assert.DoesNotContain(plan.Sandbox.Mounts, mount => names.Any(name => mount.Target == $"{here}/home/{name}"));
        Assert.Equal(isDirectory, plan.Sandbox.Environment.ContainsKey("NODE_EXTRA_CA_CERTS"));
        Assert.Equal(isDirectory, plan.Sandbox.Environment.ContainsKey("SSL_CERT_FILE"));
        Assert.Equal(isDirectory ? 0 : 1, plan.Reaches.Count(reach => reach == new Reach(here + "/odd.pem is left out", why)));
        Assert.Equal("/dev/null", plan.Sandbox.Environment["PIP_CONFIG_FILE"]);
        Assert.DoesNotContain(plan.Sandbox.Mounts, mount => mount.Target == "/dev/null");
    }

    [Theory]
    [InlineData(1 << 30, false)]
    [InlineData((1 << 20) + 1, false)]
    [InlineData((1 << 20) + 1, true)]
    public void Settings_that_are_too_large_are_left_out_and_said_to_be(int sizeBytes, bool isLink)
    {
        Directory.CreateDirectory(here + "/home");
        string name = isLink ? "npmrc" : ".npmrc";
        using (FileStream large = File.Create(here + "/home/" + name))
        {
            large.SetLength(sizeBytes);
        }

        if (isLink)
        {
            File.CreateSymbolicLink(here + "/home/.npmrc", name);
        }

        ExecPlan plan = Plan();
        Assert.Contains(new Reach(here + "/home/.npmrc is left out", "it is larger than 1048576 bytes"), plan.Reaches);
        Assert.DoesNotContain(plan.Sandbox.Mounts, mount => mount.Target == here + "/home/.npmrc");
    }

    private static void Lay(string kind, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (kind)
        {
            case "file":
                File.WriteAllText(path, "text");
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "pipe":
                using (Process process = Process.Start("mkfifo", path))
                {
                    process.WaitForExit();
                }

                break;
            case "circle":
                File.CreateSymbolicLink(path, path);
                break;
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "dangling":
                File.CreateSymbolicLink(path, "nothing");
                break;
        }
    }

    private ExecPlan Plan()
    {
        string project = Directory.CreateDirectory(Path.Combine(here, "project")).FullName;
        PermissionSet allowed = PermissionSet.Of([new Permission(PermissionKind.Network, network)]);
        ExecRequest request = new()
        {
            ProjectDirectory = project,
            WorkingDirectory = project,
            Command = ["python3"],
            Root = new EnvironmentRoot([], null),
            Permissions = PermissionDecision.Make(PermissionSet.Empty, PermissionSet.Empty, allowed, PermissionSet.Empty),
            Host = new HostFacts
            {
                Account = Account.Current,
                UserName = "somebody",
                HomeDirectory = Path.Combine(here, "home"),
                Variables = variables,
            },
            HostRoot = here + "/host",
            State = new StateDirectory(Path.Combine(here, "state")),
            Tools = new SandboxTools("/launcher", "/bwrap", null, "/slirp4netns"),
        };
        Task<ExecPlan> planning = Task.Run(() => ExecPlanner.Plan(request));
        Assert.True(Task.WaitAny([planning], Patience) == 0, "it waits");
        return planning.GetAwaiter().GetResult();
    }
}
