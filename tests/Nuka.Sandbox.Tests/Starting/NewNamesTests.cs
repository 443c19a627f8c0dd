using System.Collections.Immutable;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Sandbox.Tests.Warm;

namespace Nuka.Sandbox.Tests.Starting;

/// <summary>What other tools obey is told of wherever a program newly made it, and a kept plan that would not protect it is stale.</summary>
public sealed class NewNamesTests : IDisposable
{
    private static readonly ImmutableArray<string> Names = [".envrc", "eka.toml", ".vscode", ".git", "HEAD"];

    private readonly TestSandbox sandbox;
    private readonly LauncherBuild launcher;

    public NewNamesTests(LauncherBuild launcher)
    {
        this.launcher = launcher;
        sandbox = new TestSandbox(launcher);
        foreach (string name in (string[])["sub/inner", "node_modules/one", ".git/modules/known", "full/unknown"])
        {
            Directory.CreateDirectory(Path.Combine(sandbox.Project, name));
        }

        File.WriteAllText(Path.Combine(sandbox.Project, "sub/inner/.envrc"), "known\n");
    }

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("mkdir -p wt; echo gitdir: x >wt/.git", "wt/.git")]
    [InlineData("mkdir sub/.git", "sub/.git")]
    [InlineData("echo x >sub/.envrc", "sub/.envrc")]
    [InlineData("mkdir -p sub/.vscode; echo x >sub/.vscode/tasks.json", "sub/.vscode")]
    [InlineData("mkdir -p a/b/c/d; echo x >a/b/c/d/eka.toml", "a/b/c/d/eka.toml")]
    [InlineData("mkdir -p sub/inner/bare/objects; echo x >sub/inner/bare/HEAD", "sub/inner/bare/HEAD")]
    [InlineData("mkdir .git/modules/planted; echo x >.git/modules/planted/HEAD", ".git/modules/planted/HEAD")]
    [InlineData("ln -s elsewhere sub/.envrc", "sub/.envrc")]
    [InlineData("mkdir full/other; echo x >full/.envrc; echo x >full/other/.envrc", "full/.envrc")]
    [InlineData("echo x >sub/file; mkdir more; echo x >more/file; echo x >sub/inner/other; echo x >.envrc2", "")]
    [InlineData("mkdir node_modules/two; echo x >node_modules/two/.envrc", "")]
    [InlineData("mkdir -p more/node_modules/two; echo x >more/node_modules/two/.envrc", "")]
    [InlineData("echo x >sub/.envrc; rm sub/.envrc", "")]
    [InlineData("rm -r sub", "")]
    [InlineData("rm -r sub; ln -s /etc sub", "")]
    public void What_is_newly_made_below_the_project_is_told_of(string command, string told)
    {
        Outcome outcome = sandbox.Run(Plan(), ["sh", "-c", command]);
        string path = Path.Combine(sandbox.Project, told);
        Assert.Equal(told.Length == 0 ? "" : $"warning: the program created {path}, which other tools obey: look at it before you use it\n", outcome.Errors);
        Assert.Equal(0, outcome.Code);
    }

    [Fact]
    public void A_name_that_a_terminal_would_obey_is_shown_harmlessly()
    {
        Outcome outcome = sandbox.Run(Plan(), ["sh", "-c", "d=$(printf 'a\\033[2Jb\\302\\233c\\nd'); mkdir \"$d\"; echo x >\"$d/.envrc\""]);
        Assert.Contains("/a?[2Jb?c?d/.envrc,", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_much_the_first_are_told_and_that_there_is_more()
    {
        Outcome outcome = sandbox.Run(Plan(), ["sh", "-c", "for n in $(seq 40); do mkdir m$n; echo x >m$n/.envrc; done"]);
        string[] lines = outcome.Errors.TrimEnd('\n').Split('\n');
        Assert.Equal((33, true), (lines.Length, lines[^1].StartsWith("warning: the program created so much", StringComparison.Ordinal)));
        outcome = sandbox.Run(Plan(), ["sh", "-c", "mkdir deep; cd deep; for n in $(seq 40); do mkdir d; cd d; done; echo x >.envrc"]);
        Assert.Contains("created so much", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("touch sub/.envrc", 99)]
    [InlineData("mkdir -p clone/.git", 99)]
    [InlineData("touch sub/file other; mkdir -p more; touch sub/inner/more", 0)]
    [InlineData("rm -r sub", 0)]
    [InlineData("touch node_modules/one/.envrc", 0)]
    public void A_kept_plan_that_would_not_protect_it_is_stale(string change, int code)
    {
        FrontCommand front = new(sandbox, launcher);
        front.Keep(["exec", "true"], Plan());
        Assert.Equal(0, front.Run(["exec", "true"]).Code);
        Processes.Run(new System.Diagnostics.ProcessStartInfo("sh", ["-c", change]) { WorkingDirectory = sandbox.Project });
        Assert.Equal(code, front.Run(["exec", "true"]).Code);
    }

    [Fact]
    public void A_directory_that_changed_right_before_the_plan_was_kept_is_looked_into_whatever_its_time()
    {
        FrontCommand front = new(sandbox, launcher);
        front.Keep(["exec", "true"], Plan());
        string sub = Path.Combine(sandbox.Project, "sub");
        DateTime before = Directory.GetLastWriteTimeUtc(sub);
        File.WriteAllText(Path.Combine(sub, ".envrc"), "x\n");
        Directory.SetLastWriteTimeUtc(sub, before);
        Assert.Equal(99, front.Run(["exec", "true"]).Code);
    }

    private SandboxPlan Plan() => sandbox.Plan with
    {
        NewNames = new NewNames(
            Names,
            ["node_modules"],
            [
                Seen("", ".git"), Seen("sub"), Seen("sub/inner", ".envrc"), Seen("node_modules") with { IsPassedOver = true }, Seen("full") with { HasUnknown = true },
                Seen(".git/modules"), Seen(".git/modules/known") with { IsPassedOver = true },
            ]),
    };

    private LookedDirectory Seen(string name, params string[] known)
    {
        string path = Path.Join(sandbox.Project, name).TrimEnd('/');
        using DirectoryHandle handle = DirectoryHandle.Open(path);
        return new LookedDirectory(path, [.. known], handle.GetStatus([]).ModifiedNanoseconds);
    }
}
