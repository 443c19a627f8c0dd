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
