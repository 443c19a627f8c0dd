using System.Collections.Immutable;
using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Formats.Tests.Nuon;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests;

/// <summary>Many files in one Nushell: nothing may come out otherwise than alone.</summary>
public sealed class BatchTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    private static readonly string[] Odd =
    [
        // Named as commands that the driver and the other files call.
        "to", "print", "do", "zip", "first", "get", "each", "nuka", "pkgs", "target", "main", "derivation", "fetch", "is-empty", "str", "error", "x_y", "a-b",
    ];

    [Fact]
    [Trait("tier", "sample")]
    public void Each_file_gives_what_it_gives_alone_whatever_the_others_are_called_and_define()
    {
        foreach (string name in Odd)
        {
            Write($"{name}.nu", $$"""
                use pkgs [zip]
                export def json [--raw] { "[]" }
                export def nuon [--list-of-records, --raw] { "forged" }
                def own_{{name.Replace('-', '_')}} [] { [1 2 3] | first | to json }
                export def "main extra" [] { own_{{name.Replace('-', '_')}} }
                export def main [--loud, --level: int = 3] {
                  let flags = [1 2 3] | each {|x| $x + $level } | zip [a b c] | first 2 | each {|x| $x | get 1 }
                  derivation {{name}} "1" [] [{{(name == "zip" ? "" : "$zip")}}] --args {flags: $flags, loud: $loud, all: (own_{{name.Replace('-', '_')}})} {|pkgs, src| ^make }
                }
                """);
        }

        PackageSet set = new(Set);
        EvaluationRequest[] requests =
        [
            .. Odd.Select(name => new EvaluationRequest(set.Read(name), new NuonRecord([]))),
            .. Odd.Take(3).Select(name => new EvaluationRequest(set.Read(name), (NuonRecord)NuonDocument.Read("{loud: true, level: -7}", "options"))),
        ];
        List<string> alone = [];
        foreach (EvaluationRequest request in requests)
        {
            alone.Add(Told(() => Evaluator().EvaluateAll([request], set.Names, Cancellation)));
        }

        string[] good = [.. alone.Where(one => !one.StartsWith("packages/", StringComparison.Ordinal))];
        EvaluationRequest[] evaluated = [.. requests.Where((_, index) => !alone[index].StartsWith("packages/", StringComparison.Ordinal))];
        Assert.True(good.Length >= 12, string.Join('\n', alone));
        foreach (EvaluationRequest[] order in (EvaluationRequest[][])[evaluated, [.. evaluated.Reverse()]])
        {
            ImmutableArray<NuonRecord> together = Evaluator().EvaluateAll(order, set.Names, Cancellation);
            Assert.Equal(good.Order(StringComparer.Ordinal), together.Select(NuonText.Write).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_file_sees_only_the_packages_that_its_text_mentions()
    {
        Package("one");
        Package("two");
        Package("three");
        Write("all.nu", "use pkgs\nexport def main [] {\n  derivation all \"1\" [] [] --args {names: ($pkgs | columns)} {|pkgs, src| ^two }\n}\n");
        PackageSet set = new(Set);
        ImmutableArray<NuonRecord> drafts = Evaluator().EvaluateAll(
            [.. set.Names.Select(name => new EvaluationRequest(set.Read(name), new NuonRecord([])))], set.Names, Cancellation);
        Assert.Contains("\"names\":[\"all\",\"two\"]", NuonText.Write(drafts[0]), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void One_impure_file_among_many_is_told_of_at_its_place_and_hides_nothing()
    {
        for (int i = 0; i < 12; i++)
        {
            Package($"p{i}");
        }

        Write("p4.nu", "def f [] { hide derivation }\nexport def main [] { derivation p4 \"1\" [] [] {|p, s| 1} }\n");
        Write("p5.nu", "export def main [] {\n  derivation p5 \"1\" [] [] --args {t: (date now)} {|p, s| 1}\n}\n");
        PackageSet set = new(Set);
        EvaluationRequest[] requests = [.. set.Names.Select(name => new EvaluationRequest(set.Read(name), new NuonRecord([])))];
        Problem problem = Assert.Throws<NukaException>(() => { Evaluator().EvaluateAll(requests, set.Names, Cancellation); }).Problem;
        Assert.Equal(("packages/impure", "p4.nu", 1), (problem.Code, Path.GetFileName(problem.Place!.File), problem.Place.Line));
        problem = Assert.Throws<NukaException>(
            () => { Evaluator().EvaluateAll([.. requests.Where(request => request.Source.Name != "p4")], set.Names, Cancellation); }).Problem;
        Assert.Equal(("packages/impure", "p5.nu", 2), (problem.Code, Path.GetFileName(problem.Place!.File), problem.Place.Line));
    }

    [Theory]
    [InlineData("let x = 1 +", "packages/failed")]
    [InlineData("error make {msg: \"no\"}", "packages/failed")]
    [InlineData("return 3", "packages/no-draft")]
    [InlineData("return {nuka: other}", "packages/no-draft")]
    [Trait("tier", "sample")]
    public void One_file_that_fails_among_many_is_told_of_alone(string line, string code)
    {
        for (int i = 0; i < 9; i++)
        {
            Package($"p{i}");
        }

        Write("p7.nu", $"export def main [] {{\n  {line}\n  derivation p7 \"1\" [] [] {{|p, s| 1}}\n}}\n");
        PackageSet set = new(Set);
        EvaluationRequest[] requests = [.. set.Names.Select(name => new EvaluationRequest(set.Read(name), new NuonRecord([])))];
        Problem problem = Assert.Throws<NukaException>(() => { Evaluator().EvaluateAll(requests, set.Names, Cancellation); }).Problem;
        Assert.Equal((code, "p7.nu"), (problem.Code, Path.GetFileName(problem.Place!.File)));
    }

    [Fact]
    [Trait("tier", "sample")]
    public async Task A_closure_of_many_is_the_same_from_the_cache_and_without_Nushell()
    {
        for (int i = 0; i < 20; i++)
        {
            Package($"p{i}", i == 0 ? "" : i < 3 ? $"p{i - 1}" : $"p{i / 2} p{i - 1}", options: "{loud: false}", flags: "--loud");
        }

        PackageIr first = await Close("p19");
        EvaluationCache cache = new(Store);
        Assert.Equal(first.Pid, (await Closer(cache).CloseAsync("p19", new NuonRecord([]), Cancellation)).Pid);
        EvaluatorTools none = new("/nonexistent/nu", "/nonexistent/nuka", "/nonexistent/bwrap", Set);
        Assert.Equal(first.Pid, (await Closer(cache, none).CloseAsync("p19", new NuonRecord([]), Cancellation)).Pid);
        await Assert.ThrowsAsync<NukaException>(() => Closer(cache, none).CloseAsync("p19", (NuonRecord)NuonDocument.Read("{loud: true}", "o"), Cancellation));

        File.AppendAllText(Path.Combine(Set, "p3.nu"), "# a comment\n");
        await Assert.ThrowsAsync<NukaException>(() => Closer(cache, none).CloseAsync("p19", new NuonRecord([]), Cancellation));
        Assert.Equal(first.Pid, (await Closer(cache).CloseAsync("p19", new NuonRecord([]), Cancellation)).Pid);
        Write("p3.nu", File.ReadAllText(Path.Combine(Set, "p3.nu")).Replace("^make", "^ninja", StringComparison.Ordinal));
        Assert.NotEqual(first.Pid, (await Closer(cache).CloseAsync("p19", new NuonRecord([]), Cancellation)).Pid);
    }

    [Fact]
    public async Task The_cache_knows_that_a_mentioned_package_came_or_went()
    {
        Package("a");
        Package("b");
        Write("c.nu", "use pkgs\nexport def main [] {\n  derivation c \"1\" [] [] --args {n: ($pkgs | columns)} {|p, s| ^a ^b }\n}\n");
        EvaluationCache cache = new(Store);
        PackageIr both = await Closer(cache).CloseAsync("c", new NuonRecord([]), Cancellation);
        File.Delete(Path.Combine(Set, "b.nu"));
        PackageIr one = await Closer(cache).CloseAsync("c", new NuonRecord([]), Cancellation);
        Assert.NotEqual(both.Pid, one.Pid);
        Package("unrelated");
        EvaluatorTools none = new("/nonexistent/nu", "/nonexistent/nuka", "/nonexistent/bwrap", Set);
        Assert.Equal(one.Pid, (await Closer(cache, none).CloseAsync("c", new NuonRecord([]), Cancellation)).Pid);
    }

    [Fact]
    public async Task Options_that_grow_in_a_circle_are_a_circle()
    {
        Write("a.nu", "use pkgs [a]\nexport def main [--n: int = 0] {\n  derivation a \"1\" [] [($a | with {n: ($n + 1)})] --options {n: 0} {|p, s| 1}\n}\n");
        (string _, Problem problem) = await Refusal("a");
        Assert.Equal("packages/cycle", problem.Code);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Told(Func<ImmutableArray<NuonRecord>> evaluate)
    {
        try
        {
            return NuonText.Write(evaluate()[0]);
        }
        catch (NukaException error)
        {
            return $"{error.Problem.Code} {error.Problem.Message} {string.Join(" / ", error.Problem.Reasons)}";
        }
    }

    private PackageEvaluator Evaluator() => new(Tools, new PackageTarget("linux", "x86_64", "x86-64-v1"));
}
