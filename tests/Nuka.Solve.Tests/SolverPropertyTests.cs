using FsCheck;
using FsCheck.Fluent;
using Nuka.Platform.Errors;

namespace Nuka.Solve.Tests;

/// <summary>Random universes, answered by trying everything.</summary>
public sealed class SolverPropertyTests
{
    private const int Rounds = 1000;
    private const string Names = "abcdefgh";

    private static readonly Gen<string> Atom =
        from name in Gen.Elements(Names.ToCharArray())
        from relation in Gen.Elements("", "", "", ">=2", "<2", "=1", "=3")
        select $"{name}{relation}";

    private static readonly Gen<string> Needs = Lists(Lists(Atom, "|", (2, 1), (3, 2), (1, 3)), " ", (2, 0), (3, 1), (2, 2), (1, 3));

    private static readonly Gen<string> Conflicts = Lists(Atom, " ", (4, 0), (2, 1));

    private static readonly Gen<(TableUniverse Universe, string[] Requests)> Instances =
        from size in Gen.Choose(1, 11)
        from rows in Row().ListOf(size)
        from requests in Lists(Atom, "|", (3, 1), (1, 2)).NonEmptyListOf()
        select (Build(rows), requests.Take(3).ToArray());

    [Fact]
    public void The_newest_policy_gives_the_one_best_answer() => CheckAgainstBruteForce(SolvePolicy.Newest);

    [Fact]
    public void The_fewest_policy_gives_the_one_best_answer() => CheckAgainstBruteForce(SolvePolicy.Fewest);

    [Fact]
    public void The_order_of_requests_does_not_change_what_is_chosen() => Prop.ForAll(Instances.ToArbitrary(), instance =>
    {
        (TableUniverse universe, string[] requests) = instance;
        int[]? forward = Solve(universe, requests, SolvePolicy.Newest);
        int[]? backward = Solve(universe, [.. requests.Reverse()], SolvePolicy.Newest);
        return forward is null ? backward is null : forward.SequenceEqual(backward ?? []);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));

    [Fact]
    public void No_reason_of_a_refusal_can_be_spared() => Prop.ForAll(Instances.ToArbitrary(), instance =>
    {
        (TableUniverse universe, string[] requests) = instance;
        try
        {
            new Solver(universe, new SolveOptions()).Solve(universe.Ask(requests));
            return true;
        }
        catch (NukaException refusal)
        {
            string[] blamed = [.. requests.Where(request => refusal.Problem.Message.Contains($"`{request}`", StringComparison.Ordinal))];
            bool together = Solve(universe, blamed, SolvePolicy.Newest) is null;
            bool fewer = blamed.Distinct().All(one => Solve(universe, [.. blamed.Where(other => other != one)], SolvePolicy.Newest) is not null);
            return together && fewer && blamed.Length > 0;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));

    [Fact]
    public void A_search_that_is_cut_short_anywhere_still_gives_a_sound_answer_or_none() => Prop.ForAll(
        Instances.ToArbitrary(), Gen.Choose(0, 80).ToArbitrary(), (instance, steps) =>
        {
            (TableUniverse universe, string[] requests) = instance;
            try
            {
                Solution solution = new Solver(universe, new SolveOptions { StepLimit = steps }).Solve(universe.Ask(requests));
                return new BruteForce(universe, universe.Count, [.. universe.Ask(requests)])
                    .IsAllowed([.. solution.Choices.Select(choice => choice.Candidate)]);
            }
            catch (NukaException refusal)
            {
                return refusal.Problem.Code == "solve/too-hard" || Solve(universe, requests, SolvePolicy.Newest) is null;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));

    private static void CheckAgainstBruteForce(SolvePolicy policy) => Prop.ForAll(Instances.ToArbitrary(), instance =>
    {
        (TableUniverse universe, string[] requests) = instance;
        int[]? ours = Solve(universe, requests, policy);
        int[]? best = new BruteForce(universe, universe.Count, [.. universe.Ask(requests)]).Best(policy);
        string Names(int[]? set) => set is null ? "nothing" : string.Join(", ", set.Select(universe.Show).Order());
        return (Names(ours) == Names(best)).Label($"ours: {Names(ours)}; best: {Names(best)}; asked: {string.Join(' ', requests)}\n{universe.Describe()}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));

    private static int[]? Solve(TableUniverse universe, string[] requests, SolvePolicy policy)
    {
        try
        {
            Solution solution = new Solver(universe, new SolveOptions { Policy = policy }).Solve(universe.Ask(requests));
            Assert.True(solution.IsOptimal);
            return [.. solution.Choices.Select(choice => choice.Candidate).Order()];
        }
        catch (NukaException refusal) when (refusal.Problem.Code == "solve/impossible")
        {
            return null;
        }
    }

    private static Gen<(char Name, int Version, string Needs, string Conflicts)> Row() =>
        from name in Gen.Elements(Names.ToCharArray())
        from version in Gen.Choose(1, 3)
        from needs in Needs
        from conflicts in Conflicts
        select (name, version, needs, conflicts);

    private static Gen<string> Lists(Gen<string> item, string separator, params (int Weight, int Length)[] lengths) =>
        from length in Gen.Frequency([.. lengths.Select(pair => (pair.Weight, Gen.Constant(pair.Length)))])
        from items in item.ListOf(length)
        select string.Join(separator, items);

    private static TableUniverse Build(IEnumerable<(char Name, int Version, string Needs, string Conflicts)> rows)
    {
        TableUniverse universe = new();
        foreach ((char name, int version, string needs, string conflicts) in rows.DistinctBy(row => (row.Name, row.Version)))
        {
            universe.Add($"{name}", version, needs, conflicts);
        }

        return universe;
    }
}
