using Nuka.Platform.Errors;

namespace Nuka.Solve.Tests;

public sealed class SolverTests
{
    private static string Solve(TableUniverse universe, params string[] requests) =>
        universe.Show(new Solver(universe, new SolveOptions()).Solve(universe.Ask(requests)));

    private static Problem Refuse(TableUniverse universe, params string[] requests) =>
        Assert.Throws<NukaException>(() => Solve(universe, requests)).Problem;

    [Fact]
    public void The_newest_version_is_chosen_with_what_it_needs_before_it()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1).Add("app", 2, "lib>=1").Add("lib", 1).Add("lib", 3);
        Assert.Equal("lib 3, app 2", Solve(universe, "app"));
    }

    [Fact]
    public void Nothing_asked_for_gives_nothing() => Assert.Equal("", Solve(new TableUniverse().Add("app", 1)));

    [Fact]
    public void An_older_version_is_chosen_where_the_newest_cannot_be()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "lib<2").Add("tool", 1, "lib").Add("lib", 1).Add("lib", 2);
        Assert.Equal("lib 1, app 1, tool 1", Solve(universe, "tool", "app"));
    }

    [Fact]
    public void By_the_policy_fewest_an_older_version_may_save_a_package_and_by_newest_not()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1).Add("app", 2, "lib").Add("lib", 1);
        Assert.Equal("lib 1, app 2", Solve(universe, "app"));
        Solution fewest = new Solver(universe, new SolveOptions { Policy = SolvePolicy.Fewest }).Solve(universe.Ask("app"));
        Assert.Equal("app 1", universe.Show(fewest));
    }

    [Fact]
    public void Of_alternatives_of_equal_size_the_first_is_taken()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "z|a").Add("a", 1).Add("z", 1);
        Assert.Equal("z 1, app 1", Solve(universe, "app"));
    }

    [Fact]
    public void A_later_alternative_is_taken_if_it_brings_less()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "big|small").Add("big", 1, "x y").Add("small", 1).Add("x", 1).Add("y", 1);
        Assert.Equal("small 1, app 1", Solve(universe, "app"));
    }

    [Fact]
    public void What_is_needed_anyway_serves_others_too()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "first|second").Add("other", 1, "second").Add("first", 1).Add("second", 1);
        Assert.Equal("second 1, app 1, other 1", Solve(universe, "app", "other"));
    }

    [Fact]
    public void A_lock_is_kept_as_far_as_the_requests_allow()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "lib").Add("app", 2, "lib").Add("lib", 1).Add("lib", 2).Add("tool", 1, "lib>=2");
        SolveOptions locked = new() { Locked = [universe.Find("app", 1), universe.Find("lib", 1)] };
        Assert.Equal("lib 1, app 1", universe.Show(new Solver(universe, locked).Solve(universe.Ask("app"))));
        Assert.Equal("lib 2, app 1, tool 1", universe.Show(new Solver(universe, locked).Solve(universe.Ask("app", "tool"))));
    }

    [Fact]
    public void Each_choice_says_who_needs_it()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "lib").Add("tool", 1, "lib|app").Add("lib", 1);
        Choice lib = new Solver(universe, new SolveOptions()).Solve(universe.Ask("tool", "app", "lib")).Choices[0];
        Assert.Equal(
            ["lib", "app 1: lib", "tool 1: lib|app"],
            lib.Reasons.Select(reason => (reason.Owner is { } owner ? universe.Show(owner) + ": " : "") + reason.Requirement.Text));
    }

    [Fact]
    public void Cycles_are_broken_by_early_requirements_and_then_by_name()
    {
        TableUniverse universe = new TableUniverse().Add("a", 1, "!b").Add("b", 1, "c").Add("c", 1, "a").Add("d", 1, "c");
        Assert.Equal("b 1, a 1, c 1, d 1", Solve(universe, "d"));
    }

    [Fact]
    public void Early_requests_stand_first_with_what_they_need()
    {
        TableUniverse universe = new TableUniverse().Add("a", 1).Add("shell", 1, "x").Add("x", 1).Add("b", 1);
        Assert.Equal("x 1, shell 1, a 1, b 1", Solve(universe, "b", "a", "!shell"));
    }

    [Fact]
    public void A_long_chain_overflows_nothing()
    {
        TableUniverse universe = new();
        const int Length = 3000;
        for (int i = 0; i < Length; i++)
        {
            universe.Add($"p{i}", 1, i + 1 < Length ? $"p{i + 1}" : "");
        }

        Assert.Equal(Length, new Solver(universe, new SolveOptions()).Solve(universe.Ask("p0")).Choices.Length);
    }

    [Fact]
    public void A_missing_dependency_is_told_as_a_chain()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "lib").Add("lib", 1, "libfoo>=2").Add("libfoo", 1);
        Problem problem = Refuse(universe, "app");
        Assert.Equal("solve/impossible", problem.Code);
        Assert.Equal("`app` cannot be had", problem.Message);
        Assert.Equal(["app needs lib", "lib needs libfoo>=2, but there is only libfoo 1"], problem.Reasons);
        Assert.Equal(["another archive may have it   try: nuka source list"], problem.Hints);
    }

    [Fact]
    public void What_has_nothing_to_do_with_the_failure_is_not_told()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "x y lib").Add("x", 1, "y").Add("y", 1).Add("lib", 1, "nothing");
        Assert.Equal(["app needs lib", "lib needs nothing, but there is no nothing"], Refuse(universe, "y", "app", "x").Reasons);
    }

    [Fact]
    public void Contradicting_requests_are_told_with_both_sides()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "lib>=2").Add("tool", 1, "lib<2").Add("lib", 1).Add("lib", 2);
        Problem problem = Refuse(universe, "tool", "app");
        Assert.Equal("`tool` and `app` cannot be had together", problem.Message);
        Assert.Equal(["tool needs lib<2", "app needs lib>=2", "only one version of lib can be chosen"], problem.Reasons);
        Assert.Equal(["leave out `tool` or `app`"], problem.Hints);
    }

    [Fact]
    public void A_conflict_is_told_from_the_side_that_declares_it()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "x").Add("x", 1, "", "y").Add("y", 1);
        Assert.Equal(["app needs x", "x conflicts with y"], Refuse(universe, "y", "app").Reasons);
    }

    [Fact]
    public void Versions_are_named_only_where_they_differ()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "gone").Add("app", 2, "away").Add("tool", 1, "lost").Add("tool", 2, "lost");
        Assert.Equal(
            ["app 1 needs gone, but there is no gone", "app 2 needs away, but there is no away"], Refuse(universe, "app").Reasons);
        Assert.Equal(["tool needs lost, but there is no lost"], Refuse(universe, "tool").Reasons);
    }

    [Fact]
    public void A_request_that_nothing_satisfies_is_told()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1);
        Assert.Equal(["`app>=2` is asked for, but there is only app 1"], Refuse(universe, "app>=2").Reasons);
    }

    [Fact]
    public void A_search_that_may_take_no_steps_says_so()
    {
        TableUniverse universe = new TableUniverse().Add("app", 1, "lib").Add("lib", 1);
        NukaException refusal = Assert.Throws<NukaException>(
            () => new Solver(universe, new SolveOptions { StepLimit = 0 }).Solve(universe.Ask("app")));
        Assert.Equal("solve/too-hard", refusal.Problem.Code);
    }
}
