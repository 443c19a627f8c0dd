using System.Diagnostics;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Finish;

/// <summary>What a step leaves that failed for the machine's reasons is not kept for better days.</summary>
public sealed class FailedStepTests
{
    private const string Loaders = "usr/lib/x86_64-linux-gnu/gdk-pixbuf-2.0/gdk-pixbuf-query-loaders";

    [Fact]
    [Trait("tier", "sample")]
    public void The_layer_of_a_script_that_says_no_is_remembered()
    {
        ToolReuseTests.Require();
        using StoreFixture fixture = new();
        FinishResult first = ToolUnitTests.Build(fixture, Script("echo made > /etc/made\nexit 255"));
        FinishResult again = ToolUnitTests.BuildIn(fixture, fixture.Path, BuildSandboxTests.Broken, Script("echo made > /etc/made\nexit 255"));
        Assert.StartsWith("the script of a failed with code 255", Assert.Single(first.Notices), StringComparison.Ordinal);
        Assert.Equal("made\n", fixture.ReadText(first.Tree, "etc/made"));
        Assert.Equal((first.Tree, first.Notices.Single()), (again.Tree, again.Notices.Single()));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void The_layer_of_a_tool_that_failed_or_of_a_script_that_crashed_is_used_and_not_remembered()
    {
        ToolReuseTests.Require();
        DebBuilder tool = FinishLayerTests.Package("a").File($"./{Loaders}", "#!/bin/sh\nexit 3\n", 0x1ED);
        foreach ((DebBuilder bad, string notice) in new[] { (tool, "loaders of pictures failed with code 3"), (Script("kill -SEGV $$"), "the script of a failed with code 139") })
        {
            using StoreFixture fixture = new();
            FinishResult first = ToolUnitTests.Build(fixture, bad);
            Assert.StartsWith(notice, Assert.Single(first.Notices), StringComparison.Ordinal);
            Assert.Equal("graft/no-build-sandbox", Assert.Throws<NukaException>(() => ToolUnitTests.BuildIn(fixture, fixture.Path, BuildSandboxTests.Broken, bad)).Problem.Code);
            Assert.Equal(first.Tree, ToolUnitTests.Build(fixture, bad).Tree);
        }
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_step_that_is_killed_is_an_error()
    {
        ToolReuseTests.Require();
        DebBuilder tool = FinishLayerTests.Package("a").File($"./{Loaders}", "#!/bin/sh\nkill -9 $$\n", 0x1ED);
        foreach (DebBuilder bad in new[] { tool, Script("kill -9 $$"), Script("kill $$") })
        {
            using StoreFixture fixture = new();
            Assert.Equal("graft/finish-killed", Assert.Throws<NukaException>(() => ToolUnitTests.Build(fixture, bad)).Problem.Code);
        }
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_step_that_says_that_the_disk_is_full_is_an_error()
    {
        ToolReuseTests.Require();
        using StoreFixture fixture = new();
        DebBuilder deb = Script("echo 'write error: No space left on device' >&2; exit 1");
        Assert.Equal("graft/disk-full", Assert.Throws<NukaException>(() => ToolUnitTests.Build(fixture, deb)).Problem.Code);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void What_was_made_while_the_disk_was_full_is_made_again_when_it_is_not()
    {
        ToolReuseTests.Require();
        using StoreFixture used = new();
        using StoreFixture fresh = new();
        string full = Directory.CreateDirectory(Path.Combine(used.Path, "full")).FullName;
        if (!Succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", full))
        {
            Assert.Skip("needs an account that can mount");
        }

        string big = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"def f{number}(): return 'abcdefghijklmnopqrstuvw{number}'\n"));
        try
        {
            Assert.Equal("graft/disk-full", Assert.Throws<NukaException>(
                () => ToolUnitTests.BuildIn(used, full, BuildSandboxTests.Tools, ToolUnitTests.Module(big))).Problem.Code);
        }
        finally
        {
            Assert.True(Succeeds("umount", full));
        }

        FinishResult good = ToolUnitTests.Build(used, ToolUnitTests.Module(big));
        Assert.Equal(ToolUnitTests.Build(fresh, ToolUnitTests.Module(big)).Tree, good.Tree);
        Assert.Contains(used.Names(good.Tree), name => name.EndsWith("/victim.cpython-311.pyc", StringComparison.Ordinal));
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static DebBuilder Script(string lines) => FinishLayerTests.Package("a").Control("./postinst", $"#!/bin/sh\n{lines}\n");
}
