using System.Diagnostics;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Escaping;

/// <summary>
/// Links that a program lays in one run for the next one's mounts to follow: in its private home and in the project, where it may write. None leads
/// out, neither to be read nor to be made something at.
/// </summary>
public sealed class LaidLinkTests : IDisposable
{
    private readonly TestSandbox sandbox;
    private readonly string outside;
    private readonly string privateHome;
    private readonly string project;
    private readonly SandboxPlan plan;

    public LaidLinkTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        string home = sandbox.Make("user");
        outside = sandbox.Make("user/.ssh");
        File.WriteAllText(Path.Combine(outside, "config"), "secret\n");
        project = sandbox.Make("user/src/project");
        privateHome = sandbox.Make("private");
        string settings = Path.Combine(sandbox.Make("settings"), "npmrc");
        File.WriteAllText(settings, "registry=x\n");
        File.SetUnixFileMode(privateHome, (UnixFileMode)0x1FF);
        File.SetUnixFileMode(project, (UnixFileMode)0x1FF);
        plan = sandbox.Plan with
        {
            Mounts =
            [
                .. sandbox.Plan.Mounts.Where(mount => mount.Target != sandbox.Project),
                new BindMount(privateHome, home, BindAccess.Write),
                new BindMount(settings, Path.Combine(home, ".npmrc")) { IsFile = true },
                new BindMount(settings, Path.Combine(home, ".config/pip/pip.conf")) { IsFile = true },
                new BindMount(project, project, BindAccess.Write),
            ],
            WorkingDirectory = project,
            Environment = sandbox.Plan.Environment.SetItem("HOME", home),
        };
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Without_links_everything_is_where_it_belongs()
    {
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "cat ~/.npmrc ../../.config/pip/pip.conf; echo x >file && cat file; echo y 2>/dev/null >>~/.npmrc || echo refused"]);
        Assert.Equal(("registry=x\nregistry=x\nx\nrefused\n", ""), (outcome.Output, outcome.Errors));
        Assert.True(File.Exists(Path.Combine(project, "file")));
    }

    [Theory]
    [InlineData("../../.ssh")]
    [InlineData("/{home}/user/.ssh")]
    [InlineData("../../../user/.ssh")]
    public void A_protected_name_that_became_a_link_shows_nothing_of_what_it_leads_to(string target)
    {
        Directory.CreateDirectory(Path.Combine(privateHome, ".ssh"));
        string link = Path.Combine(project, ".vscode");
        File.CreateSymbolicLink(link, target.Replace("/{home}", sandbox.Home, StringComparison.Ordinal));
        SandboxPlan laid = plan with { ProtectedPaths = [link] };
        Outcome outcome = sandbox.Run(laid, ["sh", "-c", "cat ~/.ssh/config .vscode/config; echo x >~/.ssh/config"]);
        Assert.DoesNotContain("secret", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(125, outcome.Code);
        Assert.Contains(".vscode", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal("secret\n", File.ReadAllText(Path.Combine(outside, "config")));
    }

    [Fact]
    public void A_directory_above_a_protected_name_that_became_a_link_is_not_followed()
    {
        Directory.CreateDirectory(Path.Combine(privateHome, ".ssh"));
        File.CreateSymbolicLink(Path.Combine(project, ".git"), "../../.ssh");
        SandboxPlan laid = plan with { ProtectedPaths = [Path.Combine(project, ".git/config")] };
        Outcome outcome = sandbox.Run(laid, ["sh", "-c", "cat ~/.ssh/config; touch ~/.ssh/made"]);
        Assert.Equal((125, ""), (outcome.Code, outcome.Output));
        Assert.Equal(["config"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("granted", false)]
    [InlineData("granted", true)]
    [InlineData("granted/inner", false)]
    [InlineData("granted/inner", true)]
    public void What_was_granted_and_became_a_link_is_not_followed(string replaced, bool isView)
    {
        string granted = sandbox.Make("granted/inner");
        BindMount bind = new(granted, granted, BindAccess.Write) { IsResolved = true };
        SandboxPlan own = plan with { Mounts = [.. plan.Mounts, bind], Roots = isView ? [new ViewRoot(sandbox.Make("empty"))] : plan.Roots };
        string[] read = ["/usr/bin/cat", Path.Combine(granted, "config")];
        File.WriteAllText(read[1], "granted\n");
        File.CreateSymbolicLink(Path.Combine(sandbox.Make("empty"), "lib64"), "usr/lib64");
        File.CreateSymbolicLink(Path.Combine(sandbox.Make("empty"), "lib"), "usr/lib");
        string file = sandbox.WritePlan(own);
        Assert.Equal("granted\n", Processes.Run(sandbox.Start(file, read)).Output);
        Directory.Move(Path.Combine(sandbox.Home, replaced), Path.Combine(sandbox.Home, "aside"));
        Directory.CreateDirectory(Path.Combine(sandbox.Home, "user/inner"));
        File.WriteAllText(Path.Combine(sandbox.Home, "user/inner/config"), "secret\n");
        File.CreateSymbolicLink(Path.Combine(sandbox.Home, replaced), replaced == "granted" ? "user" : "../user/inner");
        Outcome outcome = Processes.Run(sandbox.Start(file, read));
        Assert.Equal((125, ""), (outcome.Code, outcome.Output));
        Assert.Contains(granted, outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".npmrc", "/oldroot{home}/user/made")]
    [InlineData(".npmrc", "{home}/user/made")]
    [InlineData(".npmrc", "../user/made")]
    [InlineData(".config", "/oldroot{home}/user/made")]
    [InlineData("src", "/oldroot{home}/user/made")]
    [InlineData("src", "../user")]
    public void A_link_in_the_private_home_makes_nothing_outside(string name, string target)
    {
        File.CreateSymbolicLink(Path.Combine(privateHome, name), target.Replace("{home}", sandbox.Home, StringComparison.Ordinal));
        string[] before = EntriesOutside();
        Outcome outcome = sandbox.Run(plan, ["true"]);
        Assert.Equal(125, outcome.Code);
        Assert.Contains(name, outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(before, EntriesOutside());
    }

    [Fact]
    public void On_a_root_that_bubblewrap_alone_makes_links_are_looked_for_beforehand()
    {
        string view = sandbox.Make("view");
        Directory.CreateDirectory(Path.Combine(view, "usr"));
        foreach (string name in (string[])["bin", "lib", "lib64"])
        {
            File.CreateSymbolicLink(Path.Combine(view, name), $"usr/{name}");
        }

        SandboxPlan byPath = plan with { Roots = [new ViewRoot(view)] };
        Assert.Equal("registry=x\n", sandbox.Run(byPath, ["sh", "-c", "cat ~/.npmrc"]).Output);
        File.Delete(Path.Combine(privateHome, ".npmrc"));
        File.CreateSymbolicLink(Path.Combine(privateHome, ".npmrc"), $"/oldroot{sandbox.Home}/user/made");
        Assert.Equal(125, sandbox.Run(byPath, ["true"]).Code);
        Assert.False(Path.Exists(Path.Combine(sandbox.Home, "user/made")));
    }

    [Fact]
    public void A_directory_that_becomes_a_link_again_and_again_while_sandboxes_start_shows_nothing()
    {
        const int Starts = 25;
        Directory.CreateDirectory(Path.Combine(privateHome, ".ssh"));
        string name = Path.Combine(project, ".vscode");
        Directory.CreateDirectory(name);
        File.CreateSymbolicLink(Path.Combine(project, "link"), "../../.ssh");
        string[] swap = ["-e", "chdir shift; while (1) { rename '.vscode', 'aside'; rename 'link', '.vscode'; rename '.vscode', 'link'; rename 'aside', '.vscode' }", project];
        using Process swapping = Process.Start("perl", swap);
        try
        {
            SandboxPlan laid = plan with { ProtectedPaths = [name] };
            for (int start = 0; start < Starts; start++)
            {
                Outcome outcome = sandbox.Run(laid, ["sh", "-c", "cat .vscode/config ~/.ssh/config; echo ran"]);
                bool isHeld = outcome is { Code: 0, Output: "ran\n" } or { Code: 125, Output: "" };
                Assert.True(isHeld, outcome.ToString());
            }
        }
        finally
        {
            swapping.Kill();
            swapping.WaitForExit();
        }
    }

    /// <summary>Another sandbox may write in the directory above a granted one: between the look at it and the mount it makes a link of it.</summary>
    [Theory]
    [InlineData(BindAccess.Write, false)]
    [InlineData(BindAccess.Write, true)]
    [InlineData(BindAccess.Read, false)]
    [InlineData(BindAccess.Read, true)]
    [Trait("tier", "sample")]
    public void What_was_granted_shows_nothing_else_while_it_becomes_a_link_again_and_again(BindAccess access, bool isOutsideOfTmp)
    {
        const int Starts = 40;
        string shared = sandbox.Make("shared");
        string granted = sandbox.Make("shared/granted");
        File.WriteAllText(Path.Combine(granted, "config"), "granted\n");
        File.CreateSymbolicLink(Path.Combine(shared, "link"), "../user/.ssh");
        string target = isOutsideOfTmp ? "/srv/granted" : granted;
        SandboxPlan own = plan with { Mounts = [.. plan.Mounts, new BindMount(granted, target, access) { IsResolved = true }] };
        string file = sandbox.WritePlan(own);
        Assert.Equal("granted\n", Processes.Run(sandbox.Start(file, ["cat", $"{target}/config"])).Output);
        string[] swap = ["-e", "chdir shift; while (1) { rename 'granted', 'aside'; rename 'link', 'granted'; rename 'granted', 'link'; rename 'aside', 'granted' }", shared];
        using Process swapping = Process.Start("perl", swap);
        try
        {
            for (int start = 0; start < Starts; start++)
            {
                Outcome outcome = Processes.Run(sandbox.Start(file, ["sh", "-c", $"cat {target}/config; cat {target}/config >{target}/copy"]));
                Assert.DoesNotContain("secret", outcome.Output, StringComparison.Ordinal);
                Assert.True(outcome.Code != 125 || outcome.Output.Length == 0, outcome.ToString());
            }
        }
        finally
        {
            swapping.Kill();
            swapping.WaitForExit();
        }

        Assert.Equal(["config"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(BindAccess.Write)]
    [InlineData(BindAccess.Read)]
    public void What_was_granted_holds_what_is_mounted_and_protected_in_it_as_the_host_has_it(BindAccess access)
    {
        string granted = sandbox.Make("granted");
        string inner = sandbox.Make("granted/inner");
        string file = Path.Combine(sandbox.Make("other"), "file");
        File.WriteAllText(file, "file\n");
        File.WriteAllText(Path.Combine(inner, "kept"), "kept\n");
        SandboxPlan own = plan with
        {
            Mounts =
            [
                .. plan.Mounts, new BindMount(granted, granted, access) { IsResolved = true },
                new BindMount(file, Path.Combine(granted, "shown"), access) { IsFile = true, IsResolved = true },
            ],
            ProtectedPaths = [Path.Combine(inner, "kept")],
        };
        File.WriteAllText(Path.Combine(granted, "shown"), "");
        string write = access == BindAccess.Write ? "made\nfile\nmore\n" : "file\n";
        Outcome outcome = sandbox.Run(own, ["sh", "-c", $"cd {granted}; (echo made >made) 2>/dev/null && cat made; (echo more >>shown) 2>/dev/null; cat shown; (echo x >inner/kept) 2>/dev/null; mv inner other 2>/dev/null; true"]);
        Assert.Equal((write, ""), (outcome.Output, outcome.Errors));
        Assert.Equal("kept\n", File.ReadAllText(Path.Combine(inner, "kept")));
    }

    /// <summary>Everything but the private home, which the start itself may add to.</summary>
    private string[] EntriesOutside() =>
    [
        .. Directory.GetFileSystemEntries(sandbox.Home, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => !path.StartsWith(privateHome + "/", StringComparison.Ordinal) && !path.EndsWith(".plan", StringComparison.Ordinal)),
    ];
}
