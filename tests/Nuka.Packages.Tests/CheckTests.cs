using System.Collections.Immutable;
using Nuka.Formats.Nuon;
using Nuka.Packages.Evaluation;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests;

/// <summary>Looking at packages more closely than evaluating does.</summary>
public sealed class CheckTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    [Fact]
    [Trait("tier", "sample")]
    public async Task A_package_that_says_the_same_everywhere_has_no_problems()
    {
        for (int i = 0; i < 10; i++)
        {
            Package($"p{i}", i == 0 ? "" : $"p{i - 1}", options: "{loud: false}", flags: "--loud");
        }

        Assert.Empty(await Check("p9"));
        Assert.Empty(await Check([.. Enumerable.Range(0, 10).Select(i => $"p{i}")]));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_its_place_and_of_every_file()
    {
        Write("a.nu", "export def main [] {\n  let x = (date now)\n  let y = (random int)\n  derivation a \"1\" [] [] {|p, s| ls }\n}\n");
        Write("b.nu", "export def main [] {\n  ls\n  derivation b \"1\" [] [] {|p, s| ls }\n}\n");
        Write("c.nu", "export def main [] {\n  let x = (\n}\n");
        ImmutableArray<Problem> problems = await Check("a", "b", "c");
        Assert.Equal(
            ["a.nu:2 packages/impure", "a.nu:3 packages/impure", "b.nu:2 packages/impure", "c.nu:3 packages/failed"],
            problems.Select(problem => $"{Path.GetFileName(problem.Place!.File)}:{problem.Place.Line} {problem.Code}"));
    }

    [Fact]
    public async Task A_package_that_is_named_is_looked_at_too()
    {
        Package("a", "b");
        Write("b.nu", "export def main [] {\n  ls\n  derivation b \"1\" [] [] {|p, s| ls }\n}\n");
        Problem problem = (await Assert.ThrowsAsync<NukaException>(() => Check("a"))).Problem;
        Assert.Equal(("packages/impure", 2), (problem.Code, problem.Place!.Line));
    }

    [Fact]
    public void Differences_are_told_where_they_are()
    {
        NuonValue one = NuonDocument.Read("{a: [1, {b: x}], c: 1, d: [1]}", "one");
        NuonValue other = NuonDocument.Read("{a: [1, {b: y}], c: 1, d: [1, 2]}", "other");
        Assert.Empty(PackageCheck.Differences(one, one, "p"));
        Assert.Equal(["p.a.1.b", "p.d"], PackageCheck.Differences(one, other, "p").Select(found => found.Path));
        Assert.Equal(["p"], PackageCheck.Differences(one, NuonDocument.Read("{a: 1}", "o"), "p").Select(found => found.Path));
    }

    [Theory]
    [InlineData("$env.HOME")]
    [InlineData("$env.TZ? | default none")]
    [InlineData("\"x\" | path expand")]
    [InlineData("sys host | get hostname? | default none")]
    [InlineData("$\"({|| 1})\"")]
    [InlineData("try { error make {msg: a} } catch {|e| $e.rendered }")]
    [InlineData("$nu.home-dir? | default none")]
    [InlineData("scope commands | length")]
    [Trait("tier", "sample")]
    public void The_other_conditions_show_what_the_audit_would_have_refused(string expression)
    {
        // What runs here was never judged: it shows that two evaluations find what one cannot.
        PackageSource source = new("x", "x.nu", System.Text.Encoding.UTF8.GetBytes(
            $"export def main [] {{\n  derivation x \"1\" [] [] --args {{t: ({expression})}} {{|p, s| 1 }}\n}}\n"));
        PackageTarget target = new("linux", "x86_64", "x86-64-v1");
        Assert.NotEmpty(new PackageEvaluator(Tools, target).Audit(source, [], TestContext.Current.CancellationToken));
        List<string> drafts = [];
        foreach (EvaluationConditions conditions in (EvaluationConditions[])[EvaluationConditions.Usual, EvaluationConditions.Other])
        {
            EvaluationBatch batch = new(new EvaluationSandbox(Tools with { Conditions = conditions }), target, [source], System.Collections.Frozen.FrozenSet<string>.Empty);
            using EvaluationRun run = batch.Start([new EvaluationRequest(source, new NuonRecord([]))], TestContext.Current.CancellationToken);
            Assert.NotNull(run.ReadFacts());
            drafts.Add(Assert.Single(EvaluationBatch.ReadDrafts(run.Evaluate(), 1)));
        }

        Assert.NotEqual(drafts[0], drafts[1]);
    }

    private Task<ImmutableArray<Problem>> Check(params string[] names) =>
        new PackageCheck(new PackageSet(Set), Tools, new PackageTarget("linux", "x86_64", "x86-64-v1"))
            .RunAsync([.. names.Select(name => (name, new NuonRecord([])))], TestContext.Current.CancellationToken);
}
