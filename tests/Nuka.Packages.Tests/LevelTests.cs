using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Processors;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests;

public sealed class LevelTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    private const string V2 = "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3";
    private const string V3 = V2 + " avx avx2 bmi1 bmi2 f16c fma abm movbe xsave";

    [Fact]
    public async Task Only_what_was_asked_for_has_the_level_and_what_it_names_the_lowest_or_the_one_it_is_named_with()
    {
        Package("plain");
        Package("word");
        Package("fast");
        Write("a.nu", "use pkgs [plain word fast]\nuse target *\nexport def main [] {\n"
            + "  derivation a \"1\" [] [$plain ($fast | at $target.cpu)] --tools [($word | at x86-64-v2)] --cpu [x86-64-v3 armv8.2a] {|pkgs, src| ^make }\n}\n");
        PackageIr package = await Close("a", level: "x86-64-v3");
        Assert.Equal("x86-64-v3", package.Level);
        Assert.Equal(
            [("plain", "x86-64-v1"), ("fast", "x86-64-v3"), ("word", "x86-64-v2")], package.Links.Select(link => (link.Package.Name, link.Package.Level)));
        Assert.Equal(["x86-64-v3", "armv8.2a"], package.WorthLevels);
        PackageIr other = await Close("a", level: "x86-64-v2");
        Assert.NotEqual(package.Pid, other.Pid);
        Assert.Equal(package.Links[0].Package.Pid, other.Links[0].Package.Pid);
        Assert.NotEqual(package.Links[1].Package.Pid, other.Links[1].Package.Pid);
    }

    [Theory]
    [InlineData("x86-64-v3")]
    [InlineData("armv8.0a")]
    public async Task What_is_named_for_a_level_that_its_dependent_does_not_have_is_refused_at_its_place(string level)
    {
        Package("fast");
        Write("a.nu", $"use pkgs [fast]\nexport def main [] {{\n  derivation a \"1\" [] [($fast | at {level})] {{|pkgs, src| ^make }}\n}}\n");
        (string place, Problem problem) = await Refusal("a", level: "x86-64-v2");
        Assert.Equal(("packages/level-above", "a.nu:3:36"), (problem.Code, place));
    }

    [Fact]
    public async Task A_level_that_nobody_knows_is_refused_at_its_place()
    {
        Package("fast");
        Write("a.nu", "use pkgs [fast]\nexport def main [] {\n  derivation a \"1\" [] [($fast | at x86-64-v9)] {|pkgs, src| ^make }\n}\n");
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal(("packages/bad-draft", "a.nu:3:36"), (problem.Code, place));
        Assert.Contains("x86-64-v4", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_below_that_does_not_exist_here_is_told_with_who_names_it()
    {
        Package("a", "b");
        Package("b", "c");
        Write("c.nu", "export def main [] {\n  derivation c \"1\" [] [] --platforms [darwin windows] {|pkgs, src| ^make }\n}\n");
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal(("packages/other-platform", "c.nu:2:26"), (problem.Code, place));
        Assert.Equal(3, problem.Reasons.Length);
        Assert.Contains("darwin, windows", problem.Reasons[0], StringComparison.Ordinal);
        Assert.EndsWith("b.nu:1:11 names `c`", problem.Reasons[2], StringComparison.Ordinal);
        Assert.Contains("`b`", Assert.Single(problem.Hints), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[linux]")]
    [InlineData("[freebsd linux/x86_64]")]
    [InlineData("[]")]
    public async Task A_package_exists_where_it_says(string platforms)
    {
        Write("a.nu", $"export def main [] {{\n  derivation a \"1\" [] [] --platforms {platforms} {{|pkgs, src| ^make }}\n}}\n");
        Assert.Equal("a", (await Close("a")).Name);
    }

    [Theory]
    [InlineData("[x86-64-v2 x86-64-v3 x86-64-v4]", V3, "x86-64-v3")]
    [InlineData("[x86-64-v4]", V3, null)]
    [InlineData("[x86-64-v2]", V3, "x86-64-v2")]
    [InlineData("[x86-64-v3 armv9.0a]", V2, null)]
    [InlineData("[armv8.1a x86-64-v2]", V2, "x86-64-v2")]
    [InlineData("[]", V3, null)]
    [Trait("tier", "sample")]
    public async Task The_best_level_is_one_that_the_package_names_and_the_machine_has(string named, string features, string? expected)
    {
        Write("a.nu", $"export def main [] {{\n  derivation a \"1\" [] [] --cpu {named} {{|pkgs, src| ^make }}\n}}\n");
        Assert.Equal(expected, Choice(features).BestOf(await Close("a")));
    }

    [Fact]
    public void A_person_names_levels_that_there_are_and_that_run_here()
    {
        LevelChoice choice = Choice(V3);
        Assert.Equal("x86-64-v2", choice.Named("x86-64-v2", runsHere: true));
        Assert.Equal("x86-64-v3", choice.Named("native", runsHere: true));
        Assert.Equal("x86-64-v4", choice.Named("x86-64-v4", runsHere: false));
        Problem problem = Assert.Throws<NukaException>(() => choice.Named("x86-64-v4", runsHere: true)).Problem;
        Assert.Equal("packages/level-not-here", problem.Code);
        Assert.Equal("it runs x86-64-v1, x86-64-v2, x86-64-v3", Assert.Single(problem.Reasons));
        foreach (string unknown in (string[])["x86-64-v5", "armv8.2a", "", "X86-64-V3", "x86_64_v3"])
        {
            problem = Assert.Throws<NukaException>(() => choice.Named(unknown, runsHere: false)).Problem;
            Assert.Equal("packages/unknown-level", problem.Code);
            Assert.Contains("x86-64-v4", Assert.Single(problem.Reasons), StringComparison.Ordinal);
        }
    }

    private static LevelChoice Choice(string features) => new(CpuFeatures.Read("x86_64", $"flags : {features}"));
}
