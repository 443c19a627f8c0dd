using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Packages.Audit;
using Nuka.Packages.Evaluation;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests.Fuzzing;

/// <summary>
/// Package files that are made up: all commands at all places. Each is refused, or gives the same under two kinds of conditions, alone and among others.
/// <c>NUKA_FUZZ_SEED</c> begins elsewhere, <c>NUKA_FUZZ_MINUTES</c> says how long the full run lasts.
/// </summary>
public sealed class AuditFuzzTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    private const int SliceCases = 120;
    private const int Together = 10;

    private static readonly int Seed = Setting("NUKA_FUZZ_SEED", 20261122);

    private static PackageTarget Target => new("linux", "x86_64", "x86-64-v1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("tier", "sample")]
    public void A_slice_of_all_commands_at_all_places_is_refused_or_gives_the_same_everywhere() =>
        Run((found, _) => found < SliceCases);

    [Fact]
    [Trait("tier", "full")]
    public void All_commands_at_all_places_are_refused_or_give_the_same_everywhere()
    {
        long end = Environment.TickCount64 + (Setting("NUKA_FUZZ_MINUTES", 20) * 60_000L);
        Run((done, all) => done < all * 2 && Environment.TickCount64 < end);
    }

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : usual;

    private void Run(Func<int, int, bool> goesOn)
    {
        PackageGrammar grammar = PackageGrammar.Read(CommandRules.Commands);
        Assert.InRange(grammar.Commands.Length, 300, 1000);
        int step = StepFor(grammar.Count);
        ConcurrentBag<string> wrong = [];
        int done = -1;
        int evaluated = 0;
        Parallel.ForEach(Enumerable.Range(0, Environment.ProcessorCount), new ParallelOptions { CancellationToken = Cancellation }, _ =>
        {
            for (int number = Interlocked.Increment(ref done); goesOn(number, grammar.Count); number = Interlocked.Increment(ref done))
            {
                Random random = new(Seed + number);
                PackageCase one = (number % 4) switch
                {
                    0 => grammar.Allowed(random),
                    1 when number % 12 == 1 => grammar.InStep(random.Next(), random),
                    _ => grammar.One((int)((Seed + ((long)number * step)) % grammar.Count), random),
                };
                string? fault = Judge(one, () => Interlocked.Increment(ref evaluated));
                if (fault is not null)
                {
                    wrong.Add($"seed {Seed + number}: {one.What}: {fault}\n{one.Text}");
                }
            }
        });

        TestContext.Current.SendDiagnosticMessage($"{done} files, {evaluated} evaluated");
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(10)));
        Assert.True(evaluated > done / 40, $"only {evaluated} of {done} files were evaluated");
    }

    /// <summary>A number without a common divisor, so that all are met once before one is met again.</summary>
    private static int StepFor(int count)
    {
        int step = (int)(count * 0.618) | 1;
        while (System.Numerics.BigInteger.GreatestCommonDivisor(step, count) != 1)
        {
            step += 2;
        }

        return step;
    }

    private string? Judge(PackageCase one, Action evaluated)
    {
        PackageSource source = new("x", "x.nu", Encoding.UTF8.GetBytes(one.Text));
        ImmutableArray<Problem> problems;
        try
        {
            problems = new PackageEvaluator(Tools, Target).Audit(source, [], Cancellation);
        }
        catch (NukaException error) when (error.Problem.Code is "packages/failed" or "packages/unknown-package" or "packages/too-long")
        {
            return null; // it cannot even be parsed
        }
        catch (NukaException error)
        {
            return $"{error.Problem.Code} {error.Problem.Message} {string.Join(" / ", error.Problem.Reasons)}";
        }

        if (problems.Length > 0)
        {
            return problems.All(problem => problem.Place is { Line: > 0 }) ? null : "refused without a place";
        }

        if (one.MustBeRefused)
        {
            return "not refused";
        }

        evaluated();
        string usual = Draft(source, EvaluationConditions.Usual, 0);
        string other = Draft(source, EvaluationConditions.Other, Together);
        return usual == other ? null : $"differs under other conditions: {usual} and {other}";
    }

    private string Draft(PackageSource source, EvaluationConditions conditions, int others)
    {
        ImmutableArray<PackageSource> all =
        [
            .. Enumerable.Range(0, others).Select(i => new PackageSource($"o{i}", $"o{i}.nu", Encoding.UTF8.GetBytes(
                $"def f [] {{ [1 2] | each {{|x| $x }} }}\nexport def main [] {{ derivation o{i} \"1\" [] [] --args {{a: (f)}} {{|pkgs, src| ls }} }}\n"))),
            source,
        ];
        EvaluationBatch batch = new(new EvaluationSandbox(Tools with { Conditions = conditions }), Target, all, FrozenSet<string>.Empty);
        using EvaluationRun run = batch.Start([.. all.Select(file => new EvaluationRequest(file, new NuonRecord([])))], Cancellation);
        return run.ReadFacts() is not null && run.Evaluate() is { ExitCode: 0 } result ? EvaluationBatch.ReadDrafts(result, all.Length)[^1] : "failed";
    }
}
