using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

/// <summary>What other tools obey can neither be written nor moved aside; what is newly made of it is reported.</summary>
public sealed class ProtectionTests : IDisposable
{
    private readonly TestSandbox sandbox;
    private readonly SandboxPlan plan;

    public ProtectionTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        Directory.CreateDirectory(InProject(".git/hooks"));
        File.WriteAllText(InProject(".git/config"), "[core]\n");
        File.WriteAllText(InProject(".git/hooks/pre-commit"), "#!/bin/sh\n");
        File.WriteAllText(InProject("eka.toml"), "[system]\n");
        plan = sandbox.Plan with
        {
            ProtectedPaths = [InProject("eka.toml"), InProject(".git/config"), InProject(".git/hooks")],
            WatchedPaths = [InProject(".envrc"), InProject(".vscode/settings.json")],
        };
    }

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("echo x >eka.toml")]
    [InlineData("echo x >>.git/config")]
    [InlineData("echo x >.git/hooks/pre-commit")]
    [InlineData("touch .git/hooks/post-checkout")]
    [InlineData("rm eka.toml")]
    [InlineData("rm -r .git/hooks")]
    [InlineData("rm -rf .git")]
    [InlineData("mv eka.toml aside")]
    [InlineData("mv .git/config .git/aside")]
    [InlineData("mv .git/hooks aside")]
    [InlineData("mv .git aside")]
    [InlineData("mv ../project ../aside")]
    [InlineData("chmod 777 eka.toml")]
    [InlineData("ln eka.toml alias && echo x >alias")]
    [InlineData("touch other && mv other eka.toml")]
    [InlineData("perl -e 'my ($a, $b) = (\"eka.toml\", \"new\"); syscall(316, -100, $a, -100, $b, 0) == 0 or exit 1'")]
    [InlineData("touch new && perl -e 'my ($a, $b) = (\"eka.toml\", \"new\"); syscall(316, -100, $a, -100, $b, 2) == 0 or exit 1'")]
    [InlineData("umount eka.toml")]
    public void An_attempt_is_refused_and_works_without_protection(string attempt)
    {
        Outcome refused = sandbox.Run(plan, ["sh", "-c", attempt]);
        Assert.NotEqual(0, refused.Code);
        Assert.Equal("[system]\n", File.ReadAllText(InProject("eka.toml")));
        Assert.Equal("[core]\n", File.ReadAllText(InProject(".git/config")));
        Assert.Equal("pre-commit", Path.GetFileName(Assert.Single(Directory.GetFiles(InProject(".git/hooks")))));
        bool isAboutTheMount = attempt.StartsWith("umount", StringComparison.Ordinal) || attempt.StartsWith("mv ../", StringComparison.Ordinal);
        if (!isAboutTheMount)
        {
            Assert.Equal(0, sandbox.Run(sandbox.Plan, ["sh", "-c", attempt]).Code);
        }
    }

    [Theory]
    [InlineData("mv a/b moved && mkdir a/b", false)]
    [InlineData("mv a/b moved && mkdir a/b", true)]
    [InlineData("mv a moved && mkdir -p a/b/secret", false)]
    [InlineData("mv a moved && mkdir -p a/b/secret", true)]
    [InlineData("mv a/b/secret moved", false)]
    [InlineData("mv a/b/secret moved", true)]
    [InlineData("rmdir a/b/secret", false)]
    [InlineData("rmdir a/b/secret", true)]
    [InlineData("mv a/b/kept/file a/b/kept/other && mv a moved", false)]
    [InlineData("mv a/b/kept/file a/b/kept/other && mv a moved", true)]
    [InlineData("umount a/b/secret", false)]
    [InlineData("umount a/b/secret", true)]
    [InlineData("umount -l a", false)]
    [InlineData("umount -l a", true)]
    [Trait("tier", "sample")]
    public void What_is_hidden_is_not_moved_aside_to_be_seen_by_a_later_run(string attempt, bool asUser)
    {
        Directory.CreateDirectory(InProject("a/b/secret"));
        Directory.CreateDirectory(InProject("a/b/kept"));
        File.WriteAllText(InProject("a/b/kept/file"), "kept");
        File.WriteAllText(InProject("a/b/secret/key"), "key");
        foreach (string path in (string[])["", "a", "a/b", "a/b/secret", "a/b/kept", "a/b/kept/file"])
        {
            File.SetUnixFileMode(InProject(path), (UnixFileMode)0x1FF); // Only the mounts are in anybody's way.
        }

        string empty = Directory.CreateTempSubdirectory("nuka-empty-").FullName;
        File.SetUnixFileMode(empty, (UnixFileMode)0x1ED);
        try
        {
            BindMount hiding = new(empty, InProject("a/b/secret")) { StaysInPlace = true };
            SandboxPlan hidden = plan with { Mounts = plan.Mounts.Add(hiding), ProtectedPaths = plan.ProtectedPaths.Add(InProject("a/b/kept")) };
            Assert.NotEqual(0, sandbox.Run(hidden, ["sh", "-c", attempt], asUser).Code);
            Assert.Equal("key", File.ReadAllText(InProject("a/b/secret/key")));
            Assert.NotEqual(0, sandbox.Run(hidden, ["sh", "-c", "echo x >a/b/kept/file"], asUser).Code);
            Assert.Equal("", sandbox.Run(hidden, ["sh", "-c", "touch a/b/new a/new"], asUser).Errors);
            Assert.Equal("", sandbox.Run(hidden, ["find", ".", "-name", "key"], asUser).Output);
            Assert.True(File.Exists(InProject("a/b/new")));
        }
        finally
        {
            Directory.Delete(empty);
        }
    }

    [Theory]
    [InlineData("rm .envrc")]
    [InlineData("mv .envrc aside")]
    [InlineData("ln -sfn /etc/passwd .envrc")]
    [InlineData("ln -sf /etc/passwd new && mv new .envrc")]
    [InlineData("echo x >.envrc")]
    [InlineData("echo x >own/envrc")]
    [InlineData("mv own aside")]
    [InlineData("rm .git/info && mkdir .git/info")]
    [InlineData("ln -sfn ../own .git/info")]
    [InlineData("echo x >shared/attributes")]
    [InlineData("mv .git aside")]
    public void A_link_that_is_protected_can_neither_be_replaced_nor_written_through(string attempt)
    {
        Directory.CreateDirectory(InProject("own"));
        Directory.CreateDirectory(InProject("shared"));
        File.WriteAllText(InProject("own/envrc"), "export A=1\n");
        File.WriteAllText(InProject("shared/attributes"), "* text\n");
        File.CreateSymbolicLink(InProject(".envrc"), "own/envrc");
        File.CreateSymbolicLink(InProject(".git/info"), "../shared");
        SandboxPlan linked = plan with
        {
            ProtectedPaths = plan.ProtectedPaths.AddRange(InProject("own/envrc"), InProject("shared/attributes")),
            ProtectedLinks = [InProject(".envrc"), InProject(".git/info")],
        };
        foreach (bool unprivileged in (bool[])[false, true])
        {
            Outcome refused = sandbox.Run(linked, ["sh", "-c", $"cat .envrc .git/info/attributes; touch shared/free && {attempt}"], unprivileged);
            Assert.True(refused.Code is not 0 and not 125, refused.Errors);
            Assert.Equal("export A=1\n* text\n", refused.Output);
            Assert.Equal(("own/envrc", "../shared"), (new FileInfo(InProject(".envrc")).LinkTarget, new FileInfo(InProject(".git/info")).LinkTarget));
            Assert.Equal("export A=1\n", File.ReadAllText(InProject("own/envrc")));
        }

        Assert.Equal(0, sandbox.Run(sandbox.Plan, ["sh", "-c", attempt]).Code);
    }

    [Fact]
    public void A_link_that_was_no_link_when_the_plan_was_made_or_is_none_any_more_stops_the_start()
    {
        File.CreateSymbolicLink(InProject(".envrc"), "eka.toml");
        Assert.Equal(125, sandbox.Run(plan with { ProtectedPaths = [InProject(".envrc")] }, ["true"]).Code);
        Assert.Equal(125, sandbox.Run(plan with { ProtectedLinks = [InProject("eka.toml")] }, ["true"]).Code);
        Outcome outcome = sandbox.Run(plan with { ProtectedLinks = [InProject("nothing")] }, ["true"]);
        Assert.Contains($"without following a link: no such file or directory\n  {InProject("nothing")}\nhint: where a symbolic link", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_terminal_would_obey_in_a_name_is_shown_harmlessly_when_a_start_fails_for_it()
    {
        Outcome outcome = sandbox.Run(plan with { ProtectedPaths = [InProject("a\u001b[2Jb\u009bc")] }, ["true"]);
        Assert.Equal(125, outcome.Code);
        Assert.Contains("/a?[2Jb?c\n", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Errors, character => char.IsControl(character) && character != '\n');
    }

    [Theory]
    [InlineData("umount -l eka.toml; echo x >eka.toml")]
    [InlineData("umount -l .git/hooks; echo x >.git/hooks/pre-commit")]
    [InlineData("mount -o remount,rw,bind eka.toml; echo x >eka.toml")]
    [InlineData("mount --bind . /tmp && echo x >/tmp/eka.toml")]
    [InlineData("mount --rbind . /tmp && umount -l /tmp/eka.toml; echo x >/tmp/eka.toml")]
    [InlineData("mount --rbind . /tmp && umount -l /tmp/.git && echo x >/tmp/.git/config")]
    [InlineData("mount --move eka.toml /tmp; echo x >eka.toml")]
    [InlineData("umount -R -l . ; cd ..; echo x >project/eka.toml")]
    [InlineData("mv .git aside; mv eka.toml aside; rm -rf .git")]
    [InlineData("mount --rbind / /tmp && echo x >/tmp$PWD/eka.toml")]
    [InlineData("mkdir up work; mount -t overlay -o lowerdir=up,upperdir=.,workdir=work none /tmp && echo x >/tmp/eka.toml")]
    public void With_namespaces_granted_it_holds_too(string attempt)
    {
        SandboxPlan nested = plan with { SystemCalls = new SystemCallPolicy { NestedNamespaces = true } };
        Outcome outcome = sandbox.Run(nested, ["unshare", "-Urm", "sh", "-c", $"echo inside; {attempt}; true"], unprivileged: true);
        Assert.StartsWith("inside\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("[system]\n", File.ReadAllText(InProject("eka.toml")));
        Assert.Equal("[core]\n", File.ReadAllText(InProject(".git/config")));
        Assert.Equal("#!/bin/sh\n", File.ReadAllText(InProject(".git/hooks/pre-commit")));
    }

    [Fact]
    public void What_is_beside_stays_writable()
    {
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "echo x >.git/index && mkdir .git/objects && echo y >file && mv file other"]);
        Assert.Equal(("", 0), (outcome.Errors, outcome.Code));
        Assert.True(File.Exists(InProject("other")));
    }

    [Fact]
    public void What_is_newly_made_is_reported_when_the_program_has_ended()
    {
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "mkdir .vscode; echo x >.vscode/settings.json; exit 4"]);
        Assert.Equal(4, outcome.Code);
        Assert.Equal(
            $"warning: the program created {InProject(".vscode/settings.json")}, which other tools obey: look at it before you use it\n",
            outcome.Errors);
    }

    [Fact]
    public void A_protected_path_outside_of_what_is_writable_needs_no_mount()
    {
        Outcome outcome = sandbox.Run(plan with { ProtectedPaths = ["/etc/passwd", "/usr/bin/env"] }, ["true"]);
        Assert.Equal(("", 0), (outcome.Errors, outcome.Code));
    }

    private string InProject(string name) => Path.Combine(sandbox.Project, name);
}
