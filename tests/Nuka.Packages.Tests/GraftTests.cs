using System.Collections.Immutable;
using Nuka.Formats.Nuon;
using Nuka.Graft.Resolve;
using Nuka.Graft.Tests.Resolve;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests;

/// <summary>Package files name grafts that are locked beside them.</summary>
public sealed class GraftTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    private const string Platform = "linux/x86_64";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_graft_stands_in_the_identity_with_all_that_its_runtime_does_not_hold()
    {
        Lock(Entry("tool", "base-files 1", "lib 1", "tool 1"));
        Package("a", "tool");
        PackageIr package = await Close("a");
        GraftLink link = Assert.Single(package.Grafts);
        Assert.Equal(("tool", PackageRole.Package), (link.Name, link.Role));
        Assert.Equal(["deb:lib", "deb:tool"], package.Added.Select(one => one.Owner));
        Assert.Equal(link.Packages.Select(one => one.Graft.Pid.ToString()), Pids(package));
        Assert.Empty(package.Links);
    }

    [Fact]
    public async Task Another_version_moves_the_PID_and_what_is_locked_besides_does_not()
    {
        Lock(Entry("tool", "lib 1", "tool 1"));
        Package("a", "tool");
        Pid before = (await Close("a")).Pid;
        Lock(Entry("more", "more 1"), Entry("tool", "lib 1", "tool 1"));
        Assert.Equal(before, (await Close("a")).Pid);
        Lock(Entry("tool", "lib 2", "tool 1"));
        Assert.NotEqual(before, (await Close("a")).Pid);
    }

    [Fact]
    public async Task A_package_of_the_set_comes_before_a_graft_of_its_name()
    {
        Lock(Entry("tool", "tool 1"));
        Package("a", "tool");
        Package("tool");
        PackageIr package = await Close("a");
        Assert.Equal("tool", Assert.Single(package.Links).Package.Name);
        Assert.Empty(package.Grafts);
    }

    [Fact]
    public async Task What_cannot_be_is_told_at_the_authors_line()
    {
        Lock(Entry("elsewhere", "elsewhere 1") with { Platform = "linux/aarch64" }, Entry("one-tool", "lib 1", "one-tool 1"), Entry("other", "lib 2", "other 1"));
        Package("a", "elsewhere");
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal(("packages/other-platform", "a.nu:1:11"), (problem.Code, place));
        Assert.Contains("linux/aarch64", problem.Reasons[0], StringComparison.Ordinal);

        Package("b", "one_tool other");
        (place, problem) = await Refusal("b");
        Assert.Equal(("packages/grafts-differ", "b.nu:1:20"), (problem.Code, place));
        Assert.Equal(["one-tool: 1", "other: 2"], problem.Reasons);

        foreach (string changed in (string[])["($one_tool | with {loud: true})", "($one_tool | at x86-64-v1)"])
        {
            Write("c.nu", $"use pkgs [one_tool]\nexport def main [] {{\n  derivation c \"1\" [] [{changed}] {{|pkgs, src| ^make }}\n}}\n");
            (place, problem) = await Refusal("c");
            Assert.Equal(("packages/unknown-option", "c.nu:1:11"), (problem.Code, place));
        }

        Write("eka.lock", "[grafts]\nversion = 7\n");
        problem = Assert.Throws<NukaException>(() => new PackageSet(Set)).Problem;
        Assert.Equal(("packages/bad-graft-lock", 2), (problem.Code, problem.Place!.Line));
    }

    [Fact]
    public async Task What_is_remembered_of_a_set_has_its_grafts_and_is_forgotten_when_they_change()
    {
        Lock(Entry("tool", "lib 1", "tool 1"));
        string[] names = [.. Enumerable.Range(0, 9).Select(index => $"p{index}")];
        foreach (string name in names)
        {
            Package(name, "tool");
        }

        EvaluationCache cache = new(Store);
        ImmutableArray<PackageIr> first = await All(cache, Tools);
        ImmutableArray<PackageIr> again = await All(cache, Tools with { Nushell = "/nonexistent/nu" });
        Assert.Equal(first.SelectMany(one => one.Added), again.SelectMany(one => one.Added));
        Assert.Equal(first.Select(one => one.Pid), again.Select(one => one.Pid));

        Lock(Entry("tool", "lib 2", "tool 1"));
        Assert.Equal("2", (await All(cache, Tools))[0].Added[0].Graft.Version);

        Task<ImmutableArray<PackageIr>> All(EvaluationCache known, EvaluatorTools tools) =>
            Closer(known, tools).CloseAllAsync([.. names.Select(name => (name, new NuonRecord([])))], Stop);
    }

    [Fact]
    public void A_graft_is_chosen_with_what_it_depends_on_and_without_what_the_lowest_runtime_holds()
    {
        using StanzaArchives archives = new();
        archives.Release("bookworm", "libc 1\n\nshell 1\nDepends: libc\n\nlib 1\nDepends: libc\n\nlib 2\nDepends: libc\n\ntool 1\nDepends: lib, shell\nProvides: utility\n");
        HashSet<string> held = ["libc", "shell"];
        GraftEntry newest = new GraftChooser(archives.Index, StanzaArchives.Literally, ["shell"], held).Choose("tool", Platform);
        Assert.Equal(["lib 2", "tool 1"], newest.Packages.Select(package => $"{package.Graft.Name} {package.Graft.Version}"));

        ResolveOptions preferring = StanzaArchives.Literally with { Locked = [new LockedPackage("lib", "1", "amd64")] };
        GraftChooser chooser = new(archives.Index, preferring, ["shell"], held);
        Assert.Equal("1", chooser.Choose("tool", Platform).Packages[0].Graft.Version);
        Assert.Empty(chooser.Choose("shell", Platform).Packages);
        Assert.Equal("packages/no-graft", Assert.Throws<NukaException>(() => chooser.Choose("utility", Platform)).Problem.Code);
        Assert.Equal("packages/no-graft", Assert.Throws<NukaException>(() => chooser.Choose("g++", Platform)).Problem.Code);
        Assert.Equal("graft/unknown-package", Assert.Throws<NukaException>(() => chooser.Choose("nothere", Platform)).Problem.Code);
    }

    private static IEnumerable<string> Pids(PackageIr package)
    {
        Assert.True(package.Identity.TryGet("packages", out NuonValue? references));
        return ((NuonList)references).Items.Cast<NuonRecord>().Select(reference => reference.TryGet("pid", out NuonValue? pid) ? ((NuonString)pid).Value : "");
    }

    private void Lock(params GraftEntry[] entries) => Write("eka.lock", GraftLockTests.Parse("").With(entries).Text);

    private static GraftEntry Entry(string name, params string[] packages) => new(name, Platform, [.. packages.Select(package => package.Split(' ')).Select(words => new LockedGraft(
        new GraftIr("deb", words[0], words[1], "amd64", new string(words[1][0], 64), Nuka.Graft.Cleaning.CleaningPolicy.Development.Identity), $"pool/{words[0]}.deb", 1))]);
}
